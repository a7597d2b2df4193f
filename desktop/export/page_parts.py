"""What the page with a player is made of: its frame, its look, its script, and its own words."""

from __future__ import annotations

from desktop.wording import Language

WORDS: dict[Language, dict[str, str]] = {
    "sv": {
        "hint": "Klicka på ett ord för att höra det.",
        "not_found": "Ljudet hittades inte, eller går inte att spela i den här webbläsaren. Lägg "
        "ljudfilen bredvid sidan, eller välj den här:",
        "player": "Ljudet",
    },
    "en": {
        "hint": "Click a word to hear it.",
        "not_found": "The sound was not found, or cannot be played in this browser. Put the audio "
        "file beside the page, or choose it here:",
        "player": "The sound",
    },
}

# Parts of the app that are filled in are escaped by desktop.export.html_page.
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Talskrift">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
media-src 'self' file: blob:; style-src 'unsafe-inline'; script-src 'sha256-{script_hash}'">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<audio id="sound" controls preload="metadata" aria-label="{player}">{sources}</audio>
<p id="hint">{hint}</p>
<p id="missing" hidden><label>{not_found} <b>{name}</b> <input id="choose" type="file"></label></p>
</header>
<main id="text">
{text}
</main>
<script>{script}</script>
</body>
</html>
"""

STYLE = """
:root { color-scheme: light dark; --dim: #5c5c5c; --lit: #ffe08a; --ink-on-lit: #1c1c1c; }
@media (prefers-color-scheme: dark) { :root { --dim: #a8a8a8; --lit: #f2c94c; } }
body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 0 auto;
  padding: 0 1rem 6rem; }
header { position: sticky; top: 0; background: Canvas; padding: 0.5rem 0; }
h1 { font-size: 1.4rem; margin: 0.5rem 0; overflow-wrap: anywhere; }
audio { width: 100%; }
#hint, .remark, .note { color: var(--dim); }
#hint { font-size: 0.9rem; margin: 0.2rem 0; }
#text span { cursor: pointer; border-radius: 0.2em; }
#text span:hover { text-decoration: underline; }
#text span.lit { background: var(--lit); color: var(--ink-on-lit); }
.time { font: inherit; font-size: 0.9rem; color: var(--dim); background: none; border: 0;
  padding: 0; margin-right: 0.5rem; cursor: pointer; font-variant-numeric: tabular-nums; }
.time.hidden:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
@media print { header { position: static; } audio, #hint, #missing { display: none; } }
"""

# Written for every browser of the last ten years.
SCRIPT = """
(function () {
  'use strict';
  var sound = document.getElementById('sound');
  var missing = document.getElementById('missing');
  var text = document.getElementById('text');
  var words = Array.prototype.slice.call(text.querySelectorAll('span[data-s]'));
  var starts = words.map(function (word) { return Number(word.getAttribute('data-s')); });
  var lit = null;

  function find(seconds) {
    var low = 0, high = starts.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (starts[middle] <= seconds) { low = middle + 1; } else { high = middle; }
    }
    return low > 0 ? words[low - 1] : null;
  }

  function light() {
    var word = find(sound.currentTime + 0.01);
    if (word === lit) { return; }
    if (lit) { lit.classList.remove('lit'); }
    if (word) { word.classList.add('lit'); }
    lit = word;
  }

  function tellMissing() { missing.hidden = false; }

  text.addEventListener('click', function (event) {
    var at = event.target.getAttribute('data-s');
    var selection = window.getSelection();
    if (at === null || (selection && String(selection))) { return; }
    sound.currentTime = Number(at);
    var playing = sound.play();
    if (playing && playing.catch) { playing.catch(function () {}); }
  });
  sound.addEventListener('timeupdate', light);
  sound.addEventListener('seeked', light);

  // The error of the last source may have come before this script did; then the state tells it, but
  // not before the page is loaded: until then it may only mean that nothing has been tried.
  var sources = sound.querySelectorAll('source');
  if (sources.length) {
    sources[sources.length - 1].addEventListener('error', tellMissing);
  }
  window.addEventListener('load', function () {
    if (!sources.length || sound.networkState === 3) { tellMissing(); }
  });
  document.getElementById('choose').addEventListener('change', function (event) {
    if (event.target.files.length) {
      sound.src = URL.createObjectURL(event.target.files[0]);
    }
  });
  sound.addEventListener('loadedmetadata', function () { missing.hidden = true; });
})();
"""
