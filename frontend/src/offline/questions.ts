import { words } from "../lib/words.ts";

interface Choice {
  code: string;
  label: string;
}

interface Question {
  code: string;
  kind: "text" | "yes_no" | "choice" | "multiple" | "number" | "date";
  label: string;
  only_if: { code: string; is: string[] } | null;
  options: Choice[];
  stop: { on: string[]; call: string; url: string; said: string } | null;
}

export interface Kind {
  code: string;
  name: string;
  first_call: string;
  nothing_stored: boolean;
  links: { label: string; url: string; when: string }[];
  questions: Question[];
}

/** Puts the questions of a kind into `place`, each with its condition and with what an answer puts before the report. */
export function asked(place: HTMLElement, kind: Kind | undefined, texts: HTMLElement): void {
  place.replaceChildren(...(kind?.questions ?? []).map((question) => part(question, texts)));
}

function part(question: Question, texts: HTMLElement): HTMLElement {
  const made = document.createElement("div");
  made.className = "ams-field";
  if (question.only_if) {
    made.dataset["onlyIf"] = `q_${question.only_if.code}`;
    made.dataset["is"] = question.only_if.is.join(" ");
    made.hidden = true;
  }
  made.append(...(["text", "number", "date"].includes(question.kind) ? line(question) : choices(question, texts)));
  if (question.stop) made.append(stop(question, question.stop, texts));
  return made;
}

function line(question: Question): HTMLElement[] {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.id = `id_q_${question.code}`;
  input.name = `q_${question.code}`;
  input.type = question.kind === "date" ? "date" : "text";
  input.maxLength = 400;
  if (question.kind === "number") input.inputMode = "numeric";
  input.className = "ams-text-input";
  label.htmlFor = input.id;
  label.className = "ams-label";
  label.textContent = question.label;
  return [label, input];
}

function choices(question: Question, texts: HTMLElement): HTMLElement[] {
  const set = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.className = "ams-label";
  legend.textContent = question.label;
  const yesNo = [{ code: "yes", label: words(texts, "yes") }, { code: "no", label: words(texts, "no") }];
  const list = document.createElement("div");
  list.className = "nb-choices";
  for (const choice of question.options.length ? question.options : yesNo) {
    const label = document.createElement("label");
    label.className = "nb-choice";
    const input = document.createElement("input");
    input.type = question.kind === "multiple" ? "checkbox" : "radio";
    input.name = `q_${question.code}`;
    input.value = choice.code;
    const text = document.createElement("span");
    text.textContent = choice.label;
    label.append(input, text);
    list.append(label);
  }
  set.append(legend, list);
  return [set];
}

function stop(question: Question, stops: NonNullable<Question["stop"]>, texts: HTMLElement): HTMLElement {
  const made = document.createElement("div");
  made.setAttribute("role", "alert");
  made.className = "rp-stop";
  made.dataset["onlyIf"] = `q_${question.code}`;
  made.dataset["is"] = stops.on.join(" ");
  made.hidden = true;
  if (stops.url) made.dataset["ends"] = "";
  const link = document.createElement("a");
  link.href = stops.call ? `tel:${stops.call.replaceAll(" ", "")}` : stops.url;
  link.textContent = stops.call ? words(texts, "call", { number: stops.call }) : stops.url;
  const said = document.createElement("p");
  said.textContent = stops.said;
  made.append(said, link);
  return made;
}
