// The areas of words, one JSON file each per language. A screen's words are in the area of its name and come with it;
// `menu` (what screens are called), `shell`, `signin`, `ui`, `status`, `problem` and `word` (what the API's codes are
// called) are there from the start.

import type access from './pt-BR/access.json';
import type audit from './pt-BR/audit.json';
import type branches from './pt-BR/branches.json';
import type check from './pt-BR/check.json';
import type code from './pt-BR/code.json';
import type customers from './pt-BR/customers.json';
import type cutover from './pt-BR/cutover.json';
import type dashboard from './pt-BR/dashboard.json';
import type diagnosis from './pt-BR/diagnosis.json';
import type gateways from './pt-BR/gateways.json';
import type imports from './pt-BR/imports.json';
import type inbound from './pt-BR/inbound.json';
import type ladders from './pt-BR/ladders.json';
import type menu from './pt-BR/menu.json';
import type message from './pt-BR/message.json';
import type notices from './pt-BR/notices.json';
import type outboxes from './pt-BR/outboxes.json';
import type problem from './pt-BR/problem.json';
import type queue from './pt-BR/queue.json';
import type routes from './pt-BR/routes.json';
import type settings from './pt-BR/settings.json';
import type setup from './pt-BR/setup.json';
import type shell from './pt-BR/shell.json';
import type signatures from './pt-BR/signatures.json';
import type signin from './pt-BR/signin.json';
import type simulator from './pt-BR/simulator.json';
import type sources from './pt-BR/sources.json';
import type status from './pt-BR/status.json';
import type suppressions from './pt-BR/suppressions.json';
import type tasks from './pt-BR/tasks.json';
import type templates from './pt-BR/templates.json';
import type ui from './pt-BR/ui.json';
import type windows from './pt-BR/windows.json';
import type word from './pt-BR/word.json';

export type Areas = {
  access: typeof access;
  audit: typeof audit;
  branches: typeof branches;
  check: typeof check;
  code: typeof code;
  customers: typeof customers;
  cutover: typeof cutover;
  dashboard: typeof dashboard;
  diagnosis: typeof diagnosis;
  gateways: typeof gateways;
  imports: typeof imports;
  inbound: typeof inbound;
  ladders: typeof ladders;
  menu: typeof menu;
  message: typeof message;
  notices: typeof notices;
  outboxes: typeof outboxes;
  problem: typeof problem;
  queue: typeof queue;
  routes: typeof routes;
  settings: typeof settings;
  setup: typeof setup;
  shell: typeof shell;
  signin: typeof signin;
  signatures: typeof signatures;
  simulator: typeof simulator;
  sources: typeof sources;
  status: typeof status;
  suppressions: typeof suppressions;
  tasks: typeof tasks;
  templates: typeof templates;
  ui: typeof ui;
  windows: typeof windows;
  word: typeof word;
};

/** `queue:rows_one` and its like are asked for as `queue:rows`. */
type Whole<K extends string> = K extends `${infer Stem}_${'one' | 'many' | 'other'}` ? Stem : K;

/** Every key there is, as `area:key`. */
export type Key = { [A in keyof Areas]: `${A}:${Whole<keyof Areas[A] & string>}` }[keyof Areas];
