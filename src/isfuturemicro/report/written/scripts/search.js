// Keeps the entries that hold all of the reader's words, those with a word in their name first. The address bears the words.
(() => {
  "use strict";
  const field = document.getElementById("seek");
  const told = document.getElementById("told");
  const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const groups = [...document.querySelectorAll(".hits")].map(section => ({
    section,
    list: section.querySelector("ul"),
    entries: [...section.querySelectorAll("li")].map((item, place) => ({
      item, place, name: plain(item.querySelector("a").textContent), all: plain(item.textContent),
    })),
  }));

  const say = (key, count, query) => told.dataset[key].replace("[count]", count).replace("[query]", query);

  const show = query => {
    const words = plain(query).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { section, list, entries } of groups) {
      const kept = entries.filter(entry => words.every(word => entry.all.includes(word)));
      const named = entry => words.filter(word => entry.name.includes(word)).length;
      kept.sort((a, b) => named(b) - named(a) || a.place - b.place);
      list.replaceChildren(...kept.map(entry => entry.item));
      section.hidden = kept.length === 0;
      count += kept.length;
    }
    told.textContent = say(words.length === 0 ? "all" : count === 0 ? "none" : "found", count, query);
  };

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  show(field.value);
  field.addEventListener("input", () => {
    show(field.value);
    const query = field.value ? `?q=${encodeURIComponent(field.value)}` : location.pathname;
    history.replaceState(null, "", query);
  });
  field.form.addEventListener("submit", event => event.preventDefault());
})();
