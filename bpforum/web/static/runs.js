// A run that is waiting or under way is looked at again, without loading the page anew.
"use strict";

const live = document.querySelector("[data-live]");
const said = document.querySelector("[data-said]");
for (const link of document.querySelectorAll("[data-without-script]")) link.hidden = true;

const state = () => live.querySelector("[data-state]")?.dataset.state ?? "";
const isOver = () => !/waiting|running|stopping/.test(state());
let leaving = false; // somebody goes elsewhere: loading anew would bring them back
addEventListener("beforeunload", () => { leaving = true; });

// What can be done about it is another thing while it waits and while it runs.
const offer = () => {
  for (const act of document.querySelectorAll("[data-while]")) act.hidden = act.dataset.while !== state();
};

async function look(pause) {
  await new Promise((done) => setTimeout(done, pause));
  try {
    const answer = await fetch(live.dataset.live, { headers: { accept: "text/html" } });
    if (answer.redirected) return location.reload(); // signed out meanwhile
    if (answer.ok) {
      const text = await answer.text();
      if (text !== look.last) live.innerHTML = look.last = text;
      const now = live.querySelector(".now").textContent.trim();
      if (said.textContent !== now) said.textContent = now; // read out when it changes
      pause = document.hidden ? 10_000 : 1_500;
    }
  } catch {
    pause = Math.min(2 * pause, 30_000); // the network is gone: what is shown stays
  }
  offer();
  if (isOver() && !leaving) return location.reload();
  look(leaving ? 10_000 : pause);
  leaving = false; // it may have been a download
}

if (live && !isOver()) look(1_500);
