// Tables of forms: rows added, removed and pasted without leaving the page,
// sums that follow what is typed. The server does the work, and does it for
// plain forms too; this puts its answer in the place of the table.

const WAYS = ["_more", "_less", "_fill"];

function tableOf(element: Element): HTMLFieldSetElement | null {
  return element.closest<HTMLFieldSetElement>("#act fieldset.rows");
}

function say(table: Element, text: string): void {
  const state = table.querySelector("[data-row-state]");
  if (state !== null) state.textContent = text;
}

async function ask(button: HTMLButtonElement, form: HTMLFormElement, table: HTMLFieldSetElement): Promise<void> {
  const pairs = new URLSearchParams();
  new FormData(form).forEach((value, name) => {
    if (typeof value === "string") pairs.append(name, value);
  });
  pairs.append(button.name, button.value);
  // what is typed meanwhile would be gone with the old table
  table.setAttribute("aria-busy", "true");
  table.inert = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: pairs, redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(table.id);
    if (fresh === null) throw new Error("no table");
    table.replaceWith(document.adoptNode(fresh));
    settle(fresh, button, page);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  } catch {
    table.removeAttribute("aria-busy");
    table.inert = false;
    table.querySelector<HTMLDetailsElement>("details.paste")?.setAttribute("open", "");
    say(table, "连接中断或登录已过期，表格没有变；粘贴的内容留在下面的框中，请稍后再试。");
  }
}

// where the keyboard goes on, and what happened in words
function settle(table: Element, button: HTMLButtonElement, page: Document): void {
  const cells = [...table.querySelectorAll<HTMLInputElement>("tbody input, tbody select, tbody textarea")];
  const wrong = cells.find((cell) => cell.getAttribute("aria-invalid") === "true");
  const empty = cells.find((cell) => cell.value === "");
  (button.name === "_fill" ? (wrong ?? empty) : empty)?.focus();
  const notes = [...page.querySelectorAll(".summary li")].map((line) => line.textContent?.trim() ?? "");
  if (button.name === "_fill") {
    say(table, notes.length === 0 ? "已填入表格。" : `已填入表格，有${notes.length}处请核对：${notes.join(" ")}`);
  } else {
    say(table, button.name === "_more" ? "已增加空行。" : "已删除一行。");
  }
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element | null)?.closest?.("button");
  if (!(button instanceof HTMLButtonElement) || !WAYS.includes(button.name)) return;
  const table = tableOf(button);
  if (table === null || button.form === null) return;
  event.preventDefault();
  void ask(button, button.form, table);
});

document.addEventListener("paste", (event) => {
  const cell = event.target as HTMLElement | null;
  const table = cell === null ? null : tableOf(cell);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (cell === null || table === null || cell.closest("details.paste") !== null) return;
  if (!/\t|\n./.test(text.trimEnd())) return;
  const place = /^(.+)\.(\d+)\.[^.]+$/.exec(cell.getAttribute("name") ?? "");
  const box = table.querySelector<HTMLTextAreaElement>("details.paste textarea");
  const at = table.querySelector<HTMLInputElement>("details.paste input[type='hidden']");
  const fill = table.querySelector<HTMLButtonElement>("button[name='_fill']");
  if (place === null || box === null || at === null || fill === null) return;
  event.preventDefault();
  const column = [...(cell.closest("tr")?.querySelectorAll("td") ?? [])].indexOf(cell.closest("td") as HTMLTableCellElement);
  box.value = text;
  at.value = `${place[2]},${Math.max(column, 0)}`;
  fill.click();
});

// whole fen, so that no sum is a hair off
function fen(text: string): bigint {
  const plain = text
    .replace(/[０-９．，]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/[\s元]/g, "");
  // commas part thousands, or it is no amount
  const found = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/.exec(plain);
  if (found === null) return 0n;
  return BigInt((found[1] ?? "0").replace(/,/g, "")) * 100n + BigInt((found[2] ?? "").padEnd(2, "0"));
}

function yuan(sum: bigint): string {
  const whole = (sum / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `${whole}.${(sum % 100n).toString().padStart(2, "0")}`;
}

document.addEventListener("input", (event) => {
  const table = event.target instanceof Element ? tableOf(event.target) : null;
  for (const output of table?.querySelectorAll<HTMLOutputElement>("output[data-sum]") ?? []) {
    const cells = table?.querySelectorAll<HTMLInputElement>(`input[name$=".${output.dataset["sum"]}"]`) ?? [];
    output.value = yuan([...cells].reduce((sum, cell) => sum + fen(cell.value), 0n));
  }
});
