"""The look of the HTML report: one style sheet, light and dark as the reader's system has it."""

STYLE = """
:root { color-scheme: light dark; --ground: #fcfcfb; --card: #fff; --ink: #1d2127; --soft: #5d6670;
  --line: #dfe2e6; --accent: #2463a8; --sub: #8a5a00; --sub-ground: #fdf0cf; --del: #a3262a;
  --del-ground: #fbe1e0; --ins: #1c6b3c; --ins-ground: #dcf2e3; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #15181c; --card: #1d2127; --ink: #e6e8eb; --soft: #9da6b0; --line: #343a42;
    --accent: #76b0f0; --sub: #f3c969; --sub-ground: #43360f; --del: #ff9c98; --del-ground: #4a1f20;
    --ins: #86d9a5; --ins-ground: #163d26; } }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; background: var(--ground); color: var(--ink);
  max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem } h3 { font-size: 1rem; margin: 1.5rem 0 .25rem }
p { margin: .25rem 0 .75rem; max-width: 46rem } .soft { color: var(--soft) }
.figures { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0 }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .6rem .9rem; min-width: 9rem } .figures b { display: block; font-size: 1.5rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .5rem 0 }
th, td { padding: .25rem .9rem .25rem 0; text-align: left; border-bottom: 1px solid var(--line);
  vertical-align: top } th { font-weight: 600 } .n { text-align: right; white-space: nowrap }
svg { display: block; width: 100%; max-width: 46rem; height: auto; margin: .5rem 0 }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif } svg .tick { fill: var(--soft) }
svg .grid { stroke: var(--line) } svg .zero { stroke: var(--soft) }
svg .mark { stroke: var(--soft); stroke-dasharray: 4 4 }
svg .interval { stroke: var(--accent); stroke-width: 3; opacity: .45 }
svg .dot, svg .bar { fill: var(--accent) }
article { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .8rem 1rem; margin: .75rem 0 }
article header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline }
audio { width: 100%; max-width: 30rem; height: 2.25rem; margin: .5rem 0; display: block }
.words { line-height: 1.35; margin: .35rem 0 } .words > span { display: inline-block;
  vertical-align: top; margin: 0 .4rem .35rem 0 }
.pair { display: inline-block; padding: 0 .25rem; border-radius: .25rem }
.pair > * { display: block; text-decoration: none }
.sub { background: var(--sub-ground); color: var(--sub) }
.del { background: var(--del-ground); color: var(--del) }
.del > del { text-decoration: line-through }
.ins { background: var(--ins-ground); color: var(--ins) }
.said { color: var(--ink) } .heard { font-weight: 600 }
details { margin: .25rem 0 } summary { cursor: pointer; color: var(--soft) }
@media print { audio { display: none } body { max-width: none } }
"""
