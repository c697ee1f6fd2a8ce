// A form of the desk leaves only while the line holds and the login lasts; otherwise its page stays, with what was typed.
"use strict";
(() => {
  const own = document.currentScript.dataset;
  const PATIENCE = 15000;
  const SHORT = 60000; // what was typed in less than this is sent at once: asking first would cost more than it saves
  const opened = Date.now();
  let hasEnded = false;

  async function trouble() {
    const end = new AbortController();
    const clock = setTimeout(() => end.abort(), PATIENCE);
    try {
      const answer = await fetch(own.probe, { method: "HEAD", redirect: "manual", cache: "no-store", signal: end.signal });
      if (answer.ok) return "";
      return answer.type === "opaqueredirect" ? own.ended : own.broken;
    } catch {
      return own.broken;
    } finally {
      clearTimeout(clock);
    }
  }

  // Whoever logged in again has another token; the page as it would come now holds it.
  async function renew() {
    const page = await (await fetch(location.href, { cache: "no-store" })).text();
    const token = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (token) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((each) => { each.value = token.value; });
  }

  function say(form, words) {
    let place = form.querySelector(".line-broken");
    if (!place) {
      place = document.createElement("p");
      place.className = "line-broken errornote";
      place.setAttribute("role", "alert");
      form.append(place);
    }
    place.textContent = words;
    place.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target, { submitter } = event;
    if (form.method !== "post" || form.id === "logout-form" || !form.requestSubmit) return;
    if (form.dataset.sure || (navigator.onLine && !hasEnded && Date.now() - opened < SHORT)) return;
    event.preventDefault();
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    const words = await trouble();
    delete form.dataset.asking;
    if (words) {
      hasEnded ||= words === own.ended;
      return say(form, words);
    }
    if (hasEnded) await renew();
    hasEnded = false;
    form.dataset.sure = "1";
    form.requestSubmit(submitter);
  });

  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sure;
  });
})();
