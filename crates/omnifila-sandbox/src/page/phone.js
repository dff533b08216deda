"use strict";
// Polls what arrived since the last look, the counters and the rules. Everything shown is set as text, never as HTML:
// the messages are what the program under test chose to send.

const API = "/sandbox/v1/";
const EVERY_MS = 1000;
const MOST_SHOWN = 300;

const KINDS = {
  latency: ["Resposta demorada", "A mensagem chega; a resposta do provedor demora."],
  status: ["Erro HTTP", "Recusa com o código escolhido (401, 403, 404, 429, 5xx). A mensagem não chega."],
  false_success: ["200 que falhou", "Responde 200, mas o corpo diz erro. A mensagem não chega."],
  no_message_id: ["200 sem identificador", "Responde sucesso sem messageSentId. A mensagem chega."],
  hang_before_accept: ["Trava antes de aceitar", "Nunca responde. A mensagem não chega."],
  hang_after_accept: ["Trava depois de aceitar", "A mensagem chega, a resposta nunca."],
  reset_before_read: ["Conexão cortada antes de ler", "A mensagem não chega."],
  reset_after_accept: ["Conexão cortada depois de aceitar", "A mensagem chega, a resposta não."],
  half_body: ["Meia resposta", "A mensagem chega; a resposta vem pela metade."],
  html: ["HTML no lugar de JSON", "Página de entrada de um proxy. A mensagem não chega."],
  empty_body: ["Resposta vazia", "200 sem corpo. A mensagem chega."],
  huge_body: ["Resposta enorme", "64 MiB de resposta. A mensagem chega."],
  wrong_types: ["JSON de tipos errados", "A mensagem chega."],
  bad_utf8: ["Resposta com UTF-8 inválido", "A mensagem chega."],
  redirect: ["Redireciona para outro endereço", "A mensagem não chega."],
  slow_loris: ["Resposta a conta-gotas", "Um byte por vez. A mensagem chega."],
};
const ANSWERS = {
  no_message_id: "o provedor não deu identificador", hang_after_accept: "o provedor nunca respondeu",
  reset_after_accept: "conexão cortada", half_body: "meia resposta", empty_body: "resposta vazia",
  huge_body: "resposta enorme", wrong_types: "resposta com tipos errados", bad_utf8: "resposta ilegível",
  slow_loris: "resposta a conta-gotas", client_gone: "quem enviou não esperou a resposta",
};

const at = (id) => document.getElementById(id);
const form = at("new-fault");
let after = null;
let generation = 0;

function make(tag, text, cls) {
  const node = document.createElement(tag);
  if (text != null) node.textContent = text;
  if (cls) node.className = cls;
  return node;
}

async function call(method, path, body) {
  const response = await fetch(API + path, { method, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || "erro " + response.status);
  return answer;
}

function bubble(m) {
  const li = make("li");
  const to = make("div", null, "to");
  to.append(make("strong", m.recipient || "(sem número)"));
  to.append(make("time", new Date(m.at_ms).toLocaleTimeString("pt-BR")));
  to.append(make("span", [m.tenant, m.template].filter(Boolean).join(" · ")));
  if (m.message_id) to.append(make("span", "mensagem " + m.message_id + (m.attempt ? ", tentativa " + m.attempt : "")));
  li.append(to, make("p", m.text));
  if (ANSWERS[m.answer]) li.append(make("div", ANSWERS[m.answer], "note"));
  li.dataset.words = [m.recipient, m.recipient && m.recipient.replace(/\D/g, ""), m.text, m.message_id].join(" ").toLowerCase();
  return li;
}

function filter() {
  const words = at("search").value.trim().toLowerCase();
  let shown = 0;
  for (const li of at("messages").children) {
    li.hidden = words !== "" && !li.dataset.words.includes(words);
    if (!li.hidden) shown += 1;
  }
  at("empty").hidden = shown > 0;
  at("empty").textContent = words ? "Nenhuma mensagem com esse número ou texto." : "Nenhuma mensagem chegou ainda.";
}

async function look() {
  const born = generation;
  if (after === null) {
    // At first only the newest: a journal may hold a hundred thousand.
    after = Math.max(0, (await call("GET", "phone?limit=1")).last_number - MOST_SHOWN);
  }
  const page = await call("GET", "phone?after=" + after);
  const counters = await call("GET", "counters");
  const rules = await call("GET", "faults");
  if (born !== generation) return;
  if (page.items.length) {
    after = page.items[page.items.length - 1].number;
    const list = at("messages");
    // Follow the newest unless the reader has scrolled away from it.
    const follows = list.scrollTop < 40;
    list.prepend(...page.items.map(bubble).reverse());
    while (list.children.length > MOST_SHOWN) list.lastChild.remove();
    if (follows) list.scrollTop = 0;
  }
  filter();
  for (const node of document.querySelectorAll("[data-counter]")) {
    const n = counters[node.dataset.counter];
    node.textContent = n.toLocaleString("pt-BR");
    node.parentElement.classList.toggle("on", n > 0);
  }
  showFaults(rules.faults);
}

function reach(rule) {
  const parts = [];
  if (rule.recipient) parts.push("só " + rule.recipient);
  if (rule.tenant) parts.push("só " + rule.tenant);
  if (rule.calls === "reads") parts.push("consultas");
  if (rule.calls === "all") parts.push("todas as chamadas");
  if (rule.probability != null) parts.push((rule.probability * 100).toLocaleString("pt-BR") + "%");
  if (rule.left != null) parts.push("faltam " + rule.left);
  parts.push("aplicada " + rule.applied + "×");
  return parts.join(" · ");
}

let shownFaults = "";
function showFaults(rules) {
  const now = JSON.stringify(rules);
  if (now === shownFaults) return;
  shownFaults = now;
  at("faults").replaceChildren(...rules.map((rule) => {
    const li = make("li");
    const fault = rule.fault;
    const label = (KINDS[fault.kind] || [fault.kind])[0];
    const detail = fault.code || (fault.ms && fault.ms + " ms") || (fault.byte_every_ms && fault.byte_every_ms + " ms por byte");
    const text = make("div", detail ? label + " " + detail : label);
    text.append(make("small", reach(rule)));
    const off = make("button", "Desligar");
    off.type = "button";
    off.setAttribute("aria-label", "Desligar: " + label);
    off.addEventListener("click", () => call("DELETE", "faults/" + rule.id).then((r) => showFaults(r.faults), look));
    li.append(text, off);
    return li;
  }));
  at("no-faults").hidden = rules.length > 0;
  at("all-off").hidden = rules.length === 0;
}

function shape() {
  const kind = form.kind.value;
  for (const label of form.querySelectorAll("[data-for]")) label.hidden = !label.dataset.for.split(" ").includes(kind);
  at("ms-label").textContent = kind === "slow_loris" ? "Milissegundos por byte" : "Milissegundos";
  at("explain").textContent = KINDS[kind][1];
}

function readForm() {
  const kind = form.kind.value;
  const fault = { kind };
  if (kind === "latency") fault.ms = Number(form.ms.value);
  if (kind === "slow_loris") fault.byte_every_ms = Number(form.ms.value);
  if (kind === "status") {
    fault.code = Number(form.code.value);
    const retry = form.retry_after.value;
    if (retry !== "absent") fault.retry_after = retry === "seconds" || retry === "http_date" ? { [retry]: 30 } : retry;
  }
  const rule = { fault, calls: form.calls.value };
  if (form.recipient.value.trim()) rule.recipient = form.recipient.value.trim();
  if (form.tenant.value.trim()) rule.tenant = form.tenant.value.trim();
  if (form.times.value) rule.times = Number(form.times.value);
  if (form.percent.value) rule.probability = Number(form.percent.value) / 100;
  return rule;
}

for (const [kind, [label]] of Object.entries(KINDS)) form.kind.append(new Option(label, kind));
form.kind.addEventListener("change", shape);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  at("fault-error").textContent = "";
  try {
    await call("POST", "faults", readForm());
    await look();
  } catch (error) {
    at("fault-error").textContent = "Não foi ligada: " + error.message;
  }
});
at("all-off").addEventListener("click", () => call("DELETE", "faults").then((r) => showFaults(r.faults), look));
at("search").addEventListener("input", filter);
at("clear").addEventListener("click", async () => {
  await call("DELETE", "journal");
  generation += 1;
  at("messages").replaceChildren();
  filter();
});
shape();

(async function forever() {
  for (;;) {
    try {
      if (!document.hidden) await look();
      at("lost").hidden = true;
    } catch {
      at("lost").hidden = false;
      // The stand-in may have been started anew: its numbers begin again.
      after = null;
      generation += 1;
      at("messages").replaceChildren();
    }
    await new Promise((done) => setTimeout(done, EVERY_MS));
  }
})();
