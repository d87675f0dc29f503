// What is filed without a network is kept on this device, and sent once when the network is back.
// The form's key makes it once: the server knows a filing again, however often it arrives.
"use strict";

(() => {
  const say = document.getElementById("form-words")?.dataset;
  const { whose } = document.body.dataset;
  const NAME = "bpforum";
  const STORE = "unsent";

  const opened = () =>
    new Promise((done, failed) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  const within = async (mode, act) => {
    const base = await opened();
    try {
      return await new Promise((done, failed) => {
        const work = base.transaction(STORE, mode);
        const asked = act(work.objectStore(STORE));
        work.oncomplete = () => done(asked.result);
        work.onerror = work.onabort = () => failed(work.error);
      });
    } finally {
      base.close();
    }
  };
  const keep = (one) => within("readwrite", (store) => store.put(one));
  const forget = (key) => within("readwrite", (store) => store.delete(key));
  const waiting = () => within("readonly", (store) => store.getAll());

  const isThere = async () => {
    if (!navigator.onLine) return false;
    try {
      await fetch("/about", { cache: "no-store", signal: AbortSignal.timeout(6000) });
      return true;
    } catch {
      return false;
    }
  };

  // On the way to being filed: where nobody answers, it is kept here instead of failing.
  const form = document.querySelector("form[data-form]");
  form?.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.hasAttribute("data-file-now") || form.dataset.there) return;
    event.preventDefault();
    isThere().then(async (there) => {
      delete form.dataset.sent;
      if (there) {
        // Which form this was: its receipt lets go of what was kept here for it.
        if (button.value === "send") sessionStorage.setItem("bpforum:filing", form.elements.key.value);
        form.dataset.there = "yes";
        form.requestSubmit(button);
        delete form.dataset.there;
        return;
      }
      const body = new FormData(form);
      body.set("act", "send");
      await keep({
        key: form.elements.key.value, to: location.pathname, fields: [...body], at: Date.now(),
        title: document.title, whose,
      });
      forgetTyped(form.elements.key.value);
      tell(say.waiting, "", "", "warning");
      for (const one of form.querySelectorAll("button")) one.disabled = true;
    });
  });

  // At most one page of this browser sends at a time.
  const sendAll = () =>
    navigator.locks
      ? navigator.locks.request("bpforum-send", { ifAvailable: true }, (lock) => lock && send())
      : send();

  async function send() {
    for (const one of await waiting()) {
      const body = new FormData();
      for (const [name, value] of one.fields) body.append(name, value);
      const token = document.querySelector('input[name="form_token"]');
      if (token) body.set("form_token", token.value);
      let answer;
      try {
        answer = await post(one.to, body);
        if (answer.status === 403) {
          // This page was kept for longer than its token was good for.
          body.set("form_token", await newToken());
          answer = await post(one.to, body);
        }
      } catch {
        return; // still no network: later
      }
      // Whoever comes next on this device sends it too, but is led to nothing of it.
      const mine = !one.whose || one.whose === whose;
      if (answer.redirected && answer.ok && answer.url.includes("/filed/")) {
        await forget(one.key);
        tell(speech("sent"), speech("open"), mine ? answer.url : "", "good");
      } else if (answer.status === 401 || (answer.redirected && answer.url.includes("/sign-in"))) {
        tell(speech("waiting"), speech("signin"), `/sign-in?next=${encodeURIComponent(one.to)}`, "warning");
        return;
      } else if ((answer.status === 422 || answer.status === 409) && !mine) {
        continue; // it waits for who filed it
      } else if (answer.status === 422 || answer.status === 409) {
        // The server keeps what was typed as a draft: it is gone on with there.
        await forget(one.key);
        const where = answer.status === 422 ? `${one.to}?draft=${encodeURIComponent(one.key)}` : one.to;
        tell(speech("refused"), speech("look"), where, "warning");
      } else {
        return; // 429, 503 and the like: later
      }
    }
  }

  const post = (to, body) => fetch(to, { method: "POST", body, signal: AbortSignal.timeout(60000) });

  async function newToken() {
    const page = await fetch("/about", { cache: "no-store", signal: AbortSignal.timeout(20000) });
    const seen = new DOMParser().parseFromString(await page.text(), "text/html");
    return seen.querySelector('input[name="form_token"]')?.value ?? "";
  }

  const speech = (name) => say?.[name] ?? "";

  function tell(words, label, to, kind) {
    let box = document.getElementById("unsent-told");
    if (!box) {
      box = document.createElement("div");
      box.id = "unsent-told";
      box.setAttribute("role", "status");
      (form ?? document.querySelector("main h1")).before(box);
    }
    box.className = `notice ${kind}`;
    const line = document.createElement("p");
    line.textContent = words;
    box.replaceChildren(line);
    if (to) {
      const link = document.createElement("a");
      link.href = to;
      link.textContent = label;
      const more = document.createElement("p");
      more.append(link);
      box.append(more);
    }
    box.scrollIntoView({ block: "nearest" });
  }

  // The receipt is here: what was typed on this device for it has done its work.
  const filing = sessionStorage.getItem("bpforum:filing");
  if (filing && document.querySelector("[data-filed]")) {
    forgetTyped(filing);
    sessionStorage.removeItem("bpforum:filing");
  }

  function forgetTyped(key) {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith("bpforum:typed:") && localStorage.getItem(name).includes(`"key":"${key}"`)) {
        localStorage.removeItem(name);
      }
    }
  }

  // From now on this form opens without a network: worker.js keeps it. A page that was here before
  // the worker is asked for once more.
  if (form && "serviceWorker" in navigator) {
    const wasThere = Boolean(navigator.serviceWorker.controller);
    navigator.serviceWorker
      .register("/worker.js")
      .then(() => navigator.serviceWorker.ready)
      .then((ready) => wasThere || ready.active.postMessage({ keep: location.pathname + location.search }))
      .catch(() => {}); // a private window may have none: then nothing is kept
  }

  addEventListener("online", () => void sendAll());
  document.addEventListener("visibilitychange", () => document.hidden || void sendAll());
  setInterval(() => void waiting().then((all) => all.length && sendAll()), 15000);
  void sendAll();
})();
