// Pictures of tables. A page that shows figures shows them as a table; where
// the table says `data-chart`, the picture is drawn above it from the table's
// own cells, so that picture, table and list can't differ. Without scripts the
// table stands alone. A bundle of its own: only pages with pictures load it.
//
//   <table data-chart="bar" data-stacked data-unit="万元" data-most="15">
//     <caption> what the picture is called </caption>
//     <thead> <tr> <th> of the rows, then one <th> for each series
//     <tbody> <tr> <th scope="row"> a category, <td data-value="12"> a figure
//
// `data-most` limits the picture to the first rows; a head with `data-undrawn` is
// left to the table. `data-chart` is "bar" (upright), "rows" (lying, for long names), "line",
// "ring" or "graph": of a graph each row is a node (`data-key`, its kind in the cell with
// `data-kind`), and each `data-to` inside it an edge named by `data-how`. A click follows the link in the figure's cell, else in its row's head.
import { BarChart, GraphChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, GraphChart, LineChart, PieChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** Colours that keep 3:1 against white and differ in brightness too. */
const COLOURS = ["#17457a", "#c2571a", "#2f7d4f", "#7a4b9a", "#a61b1b", "#4f7f9e", "#8a6d1d", "#5b6573"];
const INK = "#1b2430";

interface Cell {
  value: number;
  href: string | undefined;
}

interface Drawn {
  categories: string[];
  series: { name: string; cells: Cell[] }[];
}

function read(table: HTMLTableElement): Drawn {
  const heads = Array.from(table.tHead?.rows[0]?.cells ?? []).slice(1);
  const most = Number(table.dataset["most"] ?? Infinity);
  const rows = Array.from(table.tBodies[0]?.rows ?? []).slice(0, most);
  const link = (cell: Element | undefined) => cell?.querySelector("a")?.href;
  return {
    categories: rows.map((row) => row.cells[0]?.textContent?.trim() ?? ""),
    series: heads
      .map((head, at) => ({ head, at }))
      .filter(({ head }) => !head.hasAttribute("data-undrawn"))
      .map(({ head, at }) => ({
        name: head.textContent?.trim() ?? "",
        cells: rows.map((row) => {
          const cell = row.cells[at + 1];
          return { value: Number(cell?.dataset["value"] ?? 0), href: link(cell) ?? link(row.cells[0]) };
        }),
      })),
  };
}

/** As many of the largest rows as there is room for, in their order: a wall does not scroll. */
function fitting(drawn: Drawn, room: number): Drawn {
  const largest = (at: number) => Math.max(...drawn.series.map((one) => one.cells[at]?.value ?? 0));
  const places = drawn.categories.map((_, at) => at).filter((at) => largest(at) > 0);
  const kept = new Set([...places].sort((a, b) => largest(b) - largest(a)).slice(0, room));
  const only = <T>(all: T[]) => all.filter((_, at) => kept.has(at));
  return { categories: only(drawn.categories), series: drawn.series.map((one) => ({ ...one, cells: only(one.cells) })) };
}

function option(table: HTMLTableElement, drawn: Drawn): EChartsCoreOption {
  const kind = table.dataset["chart"];
  const unit = table.dataset["unit"] ?? "";
  const text = { color: INK, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 };
  const common = {
    color: COLOURS,
    textStyle: text,
    aria: { enabled: false },
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    // rich text: the other way writes style attributes, which the policy of the pages forbids
    tooltip: { renderMode: "richText", confine: true, valueFormatter: (value: unknown) => `${value} ${unit}` },
  };
  if (kind === "ring") {
    const first = drawn.series[0];
    return {
      ...common,
      tooltip: { ...common.tooltip, trigger: "item" },
      series: [
        {
          type: "pie",
          radius: ["45%", "70%"],
          label: { formatter: "{b} {c}", color: INK },
          data: drawn.categories.map((name, at) => ({ name, value: first?.cells[at]?.value ?? 0 })),
        },
      ],
    };
  }
  const names = {
    type: "category",
    data: drawn.categories,
    inverse: kind === "rows",
    axisLabel: { color: INK, width: kind === "rows" ? 170 : undefined, overflow: "truncate", hideOverlap: kind !== "rows", interval: kind === "rows" ? 0 : undefined },
  };
  const figures = { type: "value", name: unit, minInterval: unit === "个" || unit === "项" ? 1 : undefined, axisLabel: { color: INK } };
  return {
    ...common,
    legend: drawn.series.length > 1 ? { top: 0, textStyle: text } : undefined,
    grid: { left: 8, right: kind === "rows" ? 56 : 24, top: drawn.series.length > 1 ? 56 : 36, bottom: 8, containLabel: true },
    tooltip: { ...common.tooltip, trigger: "axis", axisPointer: { type: kind === "line" ? "line" : "shadow" } },
    xAxis: kind === "rows" ? figures : names,
    yAxis: kind === "rows" ? names : figures,
    series: drawn.series.map((one) => ({
      name: one.name,
      type: kind === "line" ? "line" : "bar",
      stack: "stacked" in table.dataset ? "all" : undefined,
      barMaxWidth: 36,
      // on a wall there is no table to read the figures from
      label: { show: kind === "rows" || drawn.series.length === 1, position: kind === "rows" ? "right" : "top", color: INK, fontSize: 11 },
      data: one.cells.map((cell) => cell.value),
    })),
  };
}

function graph(table: HTMLTableElement): EChartsCoreOption {
  const rows = Array.from(table.tBodies[0]?.rows ?? []);
  const kindOf = (row: HTMLTableRowElement) => row.querySelector("[data-kind]")?.textContent?.trim() ?? "";
  const kinds = Array.from(new Set(rows.map(kindOf)));
  const known = new Set(rows.map((row) => row.dataset["key"] ?? ""));
  const edges = rows.flatMap((row) =>
    Array.from(row.querySelectorAll<HTMLElement>("[data-to]"))
      .filter((link) => known.has(link.dataset["to"] ?? ""))
      .map((link) => ({ source: row.dataset["key"] ?? "", target: link.dataset["to"] ?? "", how: link.dataset["how"] ?? "" })),
  );
  const met = new Map<string, number>();
  for (const end of edges.flatMap((edge) => [edge.source, edge.target])) met.set(end, (met.get(end) ?? 0) + 1);
  const text = { color: INK, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  return {
    color: COLOURS,
    textStyle: text,
    aria: { enabled: false },
    tooltip: { renderMode: "richText", confine: true },
    // above the nodes, which may be drawn anywhere
    legend: { top: 0, data: kinds, textStyle: text, backgroundColor: "#fff", z: 10 },
    series: [
      {
        type: "graph",
        layout: "force",
        roam: true,
        draggable: true,
        top: 40,
        force: { repulsion: 320, edgeLength: [80, 160], gravity: 0.12, layoutAnimation: false },
        categories: kinds.map((name) => ({ name })),
        edgeSymbol: ["none", "arrow"],
        edgeSymbolSize: 7,
        label: { show: true, position: "right", color: INK, width: 130, overflow: "truncate" },
        labelLayout: { hideOverlap: true },
        lineStyle: { color: "#5b6573", opacity: 0.7 },
        data: rows.map((row) => ({
          id: row.dataset["key"],
          name: row.cells[0]?.textContent?.trim() ?? "",
          href: row.cells[0]?.querySelector("a")?.href,
          category: kinds.indexOf(kindOf(row)),
          symbolSize: 12 + 5 * Math.min(met.get(row.dataset["key"] ?? "") ?? 0, 8),
        })),
        edges: edges.map((edge) => ({ ...edge, label: { show: edges.length <= 60, formatter: edge.how, color: INK, fontSize: 11 } })),
      },
    ],
  };
}

function draw(table: HTMLTableElement): void {
  if (table.dataset["drawn"] !== undefined) return;
  table.dataset["drawn"] = "";
  const nodes = table.dataset["chart"] === "graph";
  let drawn = read(table);
  if (drawn.categories.length === 0) return;
  const frame = document.createElement("div");
  frame.className = "chart";
  if (table.dataset["chart"] === "rows") frame.dataset["rows"] = String(Math.min(drawn.categories.length, 24));
  if (nodes) frame.classList.add("graph");
  // the table that follows says the same to those who hear the page
  frame.setAttribute("aria-hidden", "true");
  const wide = table.closest(".scroll") ?? table;
  wide.before(frame);
  if (table.dataset["chart"] === "rows" && document.body.classList.contains("wall")) {
    drawn = fitting(drawn, Math.max(3, Math.floor((frame.clientHeight - 90) / 20)));
  }
  const chart = init(frame, undefined, { renderer: "canvas" });
  chart.setOption(nodes ? graph(table) : option(table, drawn));
  chart.on("click", (event) => {
    const node = event.data as { href?: string } | undefined;
    if (nodes) {
      if (node?.href !== undefined) location.assign(node.href);
      return;
    }
    const cell = drawn.series[event.seriesIndex ?? 0]?.cells[event.dataIndex];
    if (cell?.href !== undefined) location.assign(cell.href);
  });
  new ResizeObserver(() => chart.resize()).observe(frame);
}

function all(): void {
  document.querySelectorAll<HTMLTableElement>("table[data-chart]").forEach(draw);
}

all();
// on a wall nobody reloads the page
const RENEWED_AFTER = 300_000;
if (document.body.classList.contains("wall")) setTimeout(() => location.reload(), RENEWED_AFTER);
document.addEventListener("htmx:afterSettle", all);
