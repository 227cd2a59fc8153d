// Keeps what is typed into an act's form as a draft while somebody types. The
// form works without it: the button "存为草稿" does the same by hand.

const WAIT = 800;
const AGAIN = 8000;

interface Told {
  says?: string;
  revision?: number;
  continue?: string;
  withheld?: boolean;
}

class Keeper {
  private timer = 0;
  private flying: AbortController | undefined;
  private unsaved = false;
  private sent = false;
  // what is typed could not be kept: leaving would lose it
  private troubled = false;
  private readonly state: HTMLElement | null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly address: string,
  ) {
    this.state = form.querySelector("[data-draft-state]");
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", (event) => this.leave(event));
    window.addEventListener("online", () => this.unsaved && void this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.unsaved) void this.save(true);
    });
    window.addEventListener("pagehide", () => this.unsaved && void this.save(true));
    // the page may come back from the browser's memory after it was sent
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.sent = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.troubled && !this.sent) event.preventDefault();
    });
  }

  private later(wait = WAIT): void {
    this.unsaved = true;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), wait);
  }

  private leave(event: SubmitEvent): void {
    // sent now, the page would be gone and with it what was typed
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return this.say("连接中断，没有提交。填写的内容还在本页，恢复连接后请再次提交。", true);
    }
    this.sent = true;
    window.clearTimeout(this.timer);
    this.flying?.abort();
  }

  private async save(leaving = false): Promise<void> {
    if (this.sent) return;
    window.clearTimeout(this.timer);
    this.flying?.abort();
    const flight = new AbortController();
    this.flying = flight;
    this.unsaved = false;
    try {
      const answer = await fetch(this.address, {
        method: "POST",
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        body: this.body(),
        redirect: "manual",
        signal: flight.signal,
        keepalive: leaving && this.body().length < 60_000,
      });
      await this.answered(answer);
    } catch (error) {
      if (flight.signal.aborted) return;
      this.unsaved = true;
      this.say("连接中断，草稿尚未保存。请不要关闭本页，正在自动重试……", true);
      this.later(AGAIN);
    }
  }

  private body(): string {
    const pairs = new URLSearchParams();
    new FormData(this.form).forEach((value, name) => {
      if (typeof value === "string") pairs.append(name, value);
    });
    return pairs.toString();
  }

  private async answered(answer: Response): Promise<void> {
    if (answer.type === "opaqueredirect" || answer.status === 401) return this.signedOut();
    if (answer.status === 403) return this.renewed();
    if (answer.status === 413) return this.say("内容过大，草稿没有保存。一次不能超过 2 MB，请缩短文字。", true);
    if (![200, 409, 422].includes(answer.status)) {
      this.say("服务器暂时不能保存草稿，正在自动重试……", true);
      return this.later(AGAIN);
    }
    const told = (await answer.json()) as Told;
    if (answer.status === 409) return this.overtaken(told);
    if (told.revision !== undefined) this.set("_draft", String(told.revision));
    if (told.says !== undefined && told.says !== "") this.say(told.says, answer.status !== 200);
  }

  // the session ended while somebody typed: the page keeps what it holds
  private signedOut(): void {
    this.unsaved = true;
    const link = document.createElement("a");
    link.href = "/sign_in?next=/drafts";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "在新窗口登录";
    this.say("登录已过期，草稿尚未保存。请不要关闭本页，", true, link, "，登录后本页自动接着保存。");
    this.later(AGAIN);
  }

  // signed in again elsewhere: the form needs the new session's token
  private async renewed(): Promise<void> {
    this.unsaved = true;
    const page = await fetch(window.location.href, { redirect: "manual" });
    if (page.type === "opaqueredirect") return this.signedOut();
    const text = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = text.querySelector<HTMLInputElement>("form[data-draft] input[name='_csrf']")?.value;
    const known = this.form.querySelector<HTMLInputElement>("input[name='_csrf']");
    if (token === undefined || known === null || known.value === token) {
      return this.say("草稿没有保存：本页已失效，请复制填写的内容后重新打开。", true);
    }
    document.querySelectorAll<HTMLInputElement>("input[name='_csrf']").forEach((each) => (each.value = token));
    await this.save();
  }

  private overtaken(told: Told): void {
    this.unsaved = true;
    const there = document.createElement("a");
    there.href = told.continue ?? "";
    there.textContent = "改用那份草稿";
    there.addEventListener("click", () => (this.sent = true));
    const mine = document.createElement("button");
    mine.type = "button";
    mine.className = "quiet";
    mine.textContent = "以本页为准";
    mine.addEventListener("click", () => {
      this.set("_draft", String(told.revision ?? 0));
      void this.save();
    });
    this.say(`${told.says ?? ""} `, true, there, " ", mine);
  }

  private set(name: string, value: string): void {
    const field = this.form.querySelector<HTMLInputElement>(`input[name='${name}']`);
    if (field !== null) field.value = value;
  }

  private say(text: string, trouble = false, ...more: (Node | string)[]): void {
    this.troubled = trouble;
    if (this.state === null) return;
    this.state.replaceChildren(text, ...more);
    this.state.classList.toggle("trouble", trouble);
  }
}

// without an address the page itself would be posted to, and the act done
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
  const address = form.dataset["draft"] ?? "";
  if (address.startsWith("/")) new Keeper(form, address);
}
