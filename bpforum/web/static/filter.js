// A list is narrowed down while one types; without this, the button beside it asks the server.
"use strict";

for (const box of document.querySelectorAll("input[data-filter]")) {
  const items = document.getElementById(box.dataset.filter)?.children ?? [];
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  box.addEventListener("input", () => {
    const wanted = plain(box.value).split(/\s+/).filter(Boolean);
    for (const item of items) {
      const words = plain(item.textContent);
      item.hidden = !wanted.every((word) => words.includes(word));
    }
  });
}
