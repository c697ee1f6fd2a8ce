// Comforts of the receipt and tracking pages; every page works without them.
(function (d) {
  function each(s, f) { d.querySelectorAll(s).forEach(f); }
  function on(s, f) { each(s, function (b) { b.hidden = false; b.addEventListener("click", function () { f(b); }); }); }
  function code(b) { return d.querySelector(b.dataset.copy || b.dataset.save).textContent.trim(); }
  on("[data-print]", function () { print(); });
  if (navigator.clipboard) on("[data-copy]", function (b) {
    navigator.clipboard.writeText(code(b)).then(function () { b.textContent = b.dataset.done || b.textContent; });
  });
  on("[data-save]", function (b) {
    var c = d.createElement("canvas"), x = c.getContext("2d"), a = d.createElement("a");
    c.width = 900; c.height = 260;
    x.fillStyle = "#fff"; x.fillRect(0, 0, 900, 260);
    x.fillStyle = "#000"; x.textAlign = "center";
    x.font = "32px sans-serif"; x.fillText(b.dataset.title || "", 450, 80);
    x.font = "bold 56px monospace"; x.fillText(code(b), 450, 180);
    a.href = c.toDataURL(); a.download = "ma-tra-cuu.png"; a.click();
  });
  var box = d.querySelector("[data-from-fragment]"), hash = location.hash.slice(1);
  if (box && /^[\w-]{17,24}$/.test(hash)) { box.value = hash; history.replaceState(null, "", location.pathname); }
})(document);
