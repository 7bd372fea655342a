// Sorting, filtering and folding of tables. The page is whole without it.
(() => {
  const number = (cell) => (cell.dataset.value === undefined ? null : Number(cell.dataset.value));
  const make = (tag, properties, ...inside) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
  };
  for (const box of document.querySelectorAll(".table")) {
    const frame = box.querySelector(".frame");
    const scroll = box.querySelector(".scroll");
    const body = box.querySelector("tbody");
    const heads = [...box.querySelectorAll("thead th")];
    const rows = [...body.rows];
    const shown = Number(box.dataset.shown);

    heads.forEach((head, column) => {
      if (rows.length < 2) return;
      const isNumber = head.classList.contains("n");
      const button = make("button", { type: "button" }, ...head.childNodes);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const first = isNumber ? "descending" : "ascending";
        const order = now === null ? first : now === "ascending" ? "descending" : "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", order);
        const sign = order === "ascending" ? 1 : -1;
        const key = (row) => {
          const cell = row.cells[column];
          return isNumber ? number(cell) : cell.textContent === "–" ? null : cell.textContent;
        };
        const keyed = rows.map((row) => [key(row), row]);
        keyed.sort(([one], [other]) => {
          if (one === null || other === null) return (one === null) - (other === null);
          return sign * (isNumber ? one - other : one.localeCompare(other, "en", { numeric: true }));
        });
        body.append(...keyed.map(([, row]) => row));
        mark();
      });
    });

    const mark = () => [...body.rows].forEach((row, at) => row.classList.toggle("beyond", at >= shown));
    if (rows.length > shown) {
      const count = make("span", { role: "status" });
      const input = make("input", { type: "search" });
      const button = make("button", { type: "button", className: "unfold" });
      let open = false;
      const update = () => {
        const words = input.value.trim().toLowerCase();
        let like = 0;
        for (const row of rows) {
          const fits = row.textContent.toLowerCase().includes(words);
          row.classList.toggle("unlike", !fits);
          like += fits;
        }
        const folded = !open && !words;
        box.classList.toggle("folded", folded);
        button.hidden = Boolean(words);
        button.textContent = open ? `Show the first ${shown} rows` : `Show all ${rows.length} rows`;
        button.setAttribute("aria-expanded", String(open));
        count.textContent = `${folded ? shown : like} of ${rows.length} rows shown`;
        edges();
      };
      input.addEventListener("input", update);
      button.addEventListener("click", () => {
        open = !open;
        update();
      });
      box.prepend(make("div", { className: "tools" }, make("label", {}, "Filter ", input), count));
      frame.after(button);
      mark();
      box.update = update;
    }
    frame.before(make("p", { className: "hint" }, "More columns to the side →"));
    const edges = () => {
      const more = scroll.scrollWidth - scroll.clientWidth;
      box.classList.toggle("wider", more > 1);
      box.classList.toggle("more-right", more - scroll.scrollLeft > 1);
    };
    scroll.addEventListener("scroll", edges, { passive: true });
    new ResizeObserver(edges).observe(scroll);
    if (box.update) box.update();
    edges();
  }
})();
