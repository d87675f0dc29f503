// What is typed is kept every few seconds: on this device at once, on the server when it answers.
"use strict";

(() => {
  const form = document.querySelector("form[data-form]");
  const say = document.getElementById("form-words")?.dataset;
  if (!form || !say) return;
  const told = form.querySelector("[data-kept]");
  const key = form.elements.key.value;
  const WHO = ["name", "organisation", "function", "country", "stakeholder_group", "email"];
  // Whose words they are: on a device that several use, nobody is offered another one's.
  const { whose } = document.body.dataset;
  const here = `${form.dataset.form}:${location.pathname}:${form.elements.session?.value ?? ""}`;
  const placeOf = (one) => `bpforum:typed:${here}${one && `:${one}`}`;
  const place = placeOf(whose);
  const NEVER_PUT = ["key", "form_token", "draft-of", "kept", "session"];
  // What a page may hold before anybody has typed: it tells nothing of what was.
  const FILLED = [...NEVER_PUT, ...WHO, "issue-kind"];

  const typed = () =>
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "form_token");
  const words = (fields) =>
    fields.filter(([name, value]) => !FILLED.includes(name) && value.trim()).map(([, value]) => value);
  const at = (time) =>
    new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(time);
  const begun = JSON.stringify(typed());

  const keepHere = () => {
    try {
      localStorage.setItem(place, JSON.stringify({ key, at: Date.now(), fields: typed() }));
      return true;
    } catch {
      return false; // private windows may have no room: the server still keeps it
    }
  };
  const keepThere = async () => {
    const body = new FormData(form);
    body.delete("files");
    const answer = await fetch("/drafts", { method: "POST", body, signal: AbortSignal.timeout(8000) });
    if (answer.ok) told.textContent = `${say.saved} ${at(new Date())}`;
  };

  let waiting = 0;
  const keep = () => {
    const here = keepHere();
    keepThere().catch(() => {
      if (here) told.textContent = say.offline;
    });
  };
  form.addEventListener("input", () => {
    keepHere();
    clearTimeout(waiting);
    waiting = setTimeout(keep, 1500);
  });
  addEventListener("pagehide", () => {
    if (JSON.stringify(typed()) !== begun) keepHere();
  });

  // Something from before, which this page does not show: it is offered, never put in by itself.
  const foundAt = [place, placeOf("")].find((one) => localStorage.getItem(one));
  const before = (() => {
    try {
      return JSON.parse(localStorage.getItem(foundAt));
    } catch {
      return null;
    }
  })();
  if (before && before.key !== key && words(before.fields).length && !words(typed()).length) {
    offer(before);
  }

  function offer(before) {
    const box = document.createElement("div");
    box.className = "notice unsent";
    const line = document.createElement("p");
    const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    line.textContent = `${say.unsent} ${day.format(before.at)}: “${words(before.fields)[0].slice(0, 80)}”`;
    const acts = document.createElement("p");
    acts.className = "acts";
    const button = (label, kind, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = kind;
      made.textContent = label;
      made.addEventListener("click", act);
      acts.append(made);
    };
    button(say.continue, "", () => {
      put(before.fields);
      box.remove();
      keep();
    });
    button(say.discard, "second", () => {
      localStorage.removeItem(foundAt);
      box.remove();
    });
    box.append(line, acts);
    form.before(box);
  }

  function put(fields) {
    const rows = {};
    for (const [name, value] of fields) (rows[name] ??= []).push(value);
    for (const part of ["issue", "presentation"]) {
      const wanted = rows[`${part}-text`]?.length ?? 0;
      const add = form.querySelector(`[data-add="${part}"]`);
      while (add && form.querySelectorAll(`[name="${part}-text"]`).length < wanted) addLine(add);
    }
    for (const [name, values] of Object.entries(rows)) {
      if (NEVER_PUT.includes(name)) continue;
      const boxes = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
      if (boxes.some((box) => ["radio", "checkbox"].includes(box.type))) {
        for (const box of boxes) box.checked = values.includes(box.value);
      } else {
        boxes.forEach((box, n) => (box.value = values[n] ?? box.value));
      }
    }
  }

  // A further line without asking the server; without a script the button sends the page.
  function addLine(button) {
    const lines = button.parentElement.querySelectorAll("fieldset.line");
    const last = lines[lines.length - 1];
    const made = last.cloneNode(true);
    const n = lines.length;
    const one = /\b\d+$/;
    for (const box of made.querySelectorAll("[id], [for]")) {
      for (const name of ["id", "for"]) {
        if (box.hasAttribute(name)) box.setAttribute(name, box.getAttribute(name).replace(one, n));
      }
    }
    for (const box of made.querySelectorAll("textarea, input")) box.value = "";
    for (const box of made.querySelectorAll("select")) box.selectedIndex = 0;
    for (const words of made.querySelectorAll("legend, label, .hidden")) {
      const text = words.firstChild;
      if (text?.nodeType === Node.TEXT_NODE) text.data = text.data.replace(/\d+/, n + 1);
    }
    for (const remove of made.querySelectorAll("button")) remove.value = remove.value.replace(one, n);
    last.after(made);
    return made;
  }
  for (const button of form.querySelectorAll("[data-add]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      addLine(button).querySelector("textarea").focus();
    });
  }

  // Who one is, for the next form; kept on this device alone, and only if it is wanted.
  const remember = form.querySelector("[data-remember]");
  if (remember) {
    remember.closest("label").hidden = false;
    const known = (() => {
      try {
        return JSON.parse(localStorage.getItem("bpforum:who"));
      } catch {
        return null;
      }
    })();
    remember.checked = Boolean(known);
    for (const name of WHO) {
      const box = form.elements[name];
      if (known?.[name] && box && !box.value) box.value = known[name];
    }
    const put = () => {
      if (!remember.checked) return localStorage.removeItem("bpforum:who");
      const mine = WHO.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]);
      localStorage.setItem("bpforum:who", JSON.stringify(Object.fromEntries(mine)));
    };
    remember.addEventListener("change", put);
    form.addEventListener("submit", put);
  }
})();
