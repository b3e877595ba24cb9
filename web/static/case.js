// The answer box: what is typed is kept on the server while it is typed. Without this file a button does it.
"use strict";

(() => {
  const PAUSE = 700; // milliseconds without a key
  const AGAIN = 5000; // after a save that failed
  let timer = 0;
  let busy = false;
  let torn = false; // another window kept something else, and nobody has chosen yet
  let kept = null; // what the server has

  const box = () => document.getElementById("answer-text");
  const known = (field) => kept ?? field.defaultValue;
  const say = (words, bad) => {
    const line = document.getElementById("draft-state");
    if (!line) return;
    line.textContent = words;
    line.classList.toggle("is-bad", Boolean(bad));
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  const request = (field, leaving) => {
    const form = new FormData();
    form.set("csrf_token", field.form.elements.csrf_token.value);
    form.set("version", field.form.elements.version.value);
    form.set("revision", field.dataset.revision);
    form.set("text", field.value);
    return fetch(field.dataset.draft, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { Accept: "application/json", "HX-Request": "true" },
      keepalive: leaving,
    });
  };

  async function save() {
    const field = box();
    if (!field || torn || field.value === known(field)) return;
    if (busy) return later(PAUSE); // one at a time, so that an older text never comes last
    busy = true;
    const text = field.value;
    try {
      const answer = await request(field, false);
      if (answer.status === 409) return choose(field, await answer.json());
      if (!answer.ok) throw new Error(answer.status);
      const { revision, said } = await answer.json();
      kept = text;
      field.dataset.revision = revision;
      if (box() === field) say(text.trim() ? said : "");
    } catch {
      say(field.dataset.failed, true);
      later(AGAIN);
    } finally {
      busy = false;
    }
    if (box() === field && field.value !== text) later(PAUSE);
  }

  const choose = (field, other) => {
    torn = true;
    const place = document.getElementById("draft-other");
    const words = place.querySelector(".words");
    words.textContent = other.text;
    place.hidden = false;
    const end = (text) => {
      field.value = text;
      field.dataset.revision = other.revision;
      place.hidden = true;
      torn = false;
      kept = other.text;
      field.focus();
      later(0);
    };
    place.querySelector("[data-take]").onclick = () => end(other.text);
    place.querySelector("[data-keep]").onclick = () => end(field.value);
    place.querySelector("[data-both]").onclick = () => end(`${field.value}\n\n${other.text}`);
  };

  document.addEventListener("input", (event) => {
    if (event.target === box()) later(PAUSE);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === box()) later(0);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target === box()) event.target.dataset.touched = "yes";
  });
  // Ready words go where the cursor is; without this file the link brings them after what is typed.
  document.addEventListener("click", (event) => {
    const ready = event.target.closest("[data-insert]");
    const field = box();
    if (!ready || !field) return;
    event.preventDefault();
    const menu = ready.closest("details.menu");
    if (menu) menu.open = false;
    if (!field.dataset.touched) field.setSelectionRange(field.value.length, field.value.length);
    const gap = field.value && field.selectionStart === field.value.length ? "\n\n" : "";
    field.setRangeText(gap + ready.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    later(0);
  });
  // An answer on its way spends the draft; where it is refused, what is typed is kept after all.
  document.addEventListener("submit", (event) => {
    if (box() && event.target === box().form) clearTimeout(timer);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.requestConfig && event.detail.requestConfig.verb === "get") return;
    if (event.detail.successful) kept = null;
    const field = box();
    if (field && field.value !== known(field)) later(PAUSE);
  });
  // Leaving the page: what the pause has not yet sent goes along.
  const leave = () => {
    const field = box();
    if (!field || torn || field.value === known(field)) return;
    clearTimeout(timer);
    kept = field.value;
    request(field, true).catch(() => {});
  };
  window.addEventListener("pagehide", leave);
})();
