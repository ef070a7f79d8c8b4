// <div data-matrix> around a table whose cells hold links: Tab stops in it once, arrow keys walk to the next link in that direction,
// Home and End to the ends of the row. [data-matrix-value] beside it says what the cell under the pointer or the focus means.
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function walk(frame) {
  const rows = [...frame.querySelectorAll("tbody tr")];
  const link = (row, column) => rows[row]?.cells[column]?.querySelector("td > a");
  const width = rows[0]?.cells.length ?? 0;
  const readout = frame.parentElement.querySelector("[data-matrix-value]");
  const say = (cell) => {
    if (cell) readout.textContent = cell.textContent;
  };

  let stop = frame.querySelector("tbody td > a");
  for (const other of frame.querySelectorAll("tbody td > a")) other.tabIndex = other === stop ? 0 : -1;

  const go = (to) => {
    if (!to) return;
    stop.tabIndex = -1;
    to.tabIndex = 0;
    stop = to;
    to.focus();
  };
  // The nearest link that way, past cells in which nothing stands.
  const next = (row, column, [down, across]) => {
    if (document.dir === "rtl") across = -across;
    do {
      row += down;
      column += across;
      if (row < 0 || row >= rows.length || column < 1 || column >= width) return null;
    } while (!link(row, column));
    return link(row, column);
  };
  const ends = (row, key) => {
    const links = rows[row].querySelectorAll("td > a");
    return key === "Home" ? links[0] : links[links.length - 1];
  };

  frame.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows.indexOf(cell.parentElement);
    if (STEPS[event.key]) {
      event.preventDefault();
      go(next(row, cell.cellIndex, STEPS[event.key]));
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      go(ends(row, event.key));
    }
  });
  frame.addEventListener("focusin", (event) => say(event.target.closest("td > a")));
  frame.addEventListener("pointerover", (event) => say(event.target.closest("td > a")));
}

for (const frame of document.querySelectorAll("[data-matrix]")) walk(frame);
