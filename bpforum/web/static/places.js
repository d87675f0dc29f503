// A link to a place that stands on another page by now, as those of one-page drafts do: goes there.
"use strict";

(() => {
  const { version } = document.querySelector("[data-version]").dataset;
  function look() {
    const id = location.hash.slice(1);
    if (!/^[a-z][a-z0-9_]{0,33}$/.test(id) || document.getElementById(id)) return;
    location.replace(`/published/${version}/p/${id}`);
  }
  addEventListener("hashchange", look);
  look();
})();
