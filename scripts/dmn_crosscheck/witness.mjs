// Two engines of other houses read one exported decision table and answer every case they are asked.
// Called by scripts/dmn_crosscheck.py: node witness.mjs JOB.json, one JSON object a line on standard output.
//
// feelin + dmn-moddle: dmn-moddle reads the XML, feelin every input expression, cell and output. A cell sees one
// value only, so its answer to each value is asked once and kept; a row matches where all its cells do. A table
// that says it is unique and has two matches, or none, is a difference.
// imicros-feel-interpreter: reads the XML and evaluates the whole table anew for every case.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { DmnModdle } from "dmn-moddle";
import { evaluate, unaryTest } from "feelin";

const { Decision } = createRequire(import.meta.url)("imicros-feel-interpreter");
const STEP = 20_000;
const SHOWN = 3;

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const say = (told) => process.stdout.write(JSON.stringify(told) + "\n");

/** Read the cases: mixed-radix codes, or all of them where the file of codes is not given. */
function* cases(table) {
  const expected = readFileSync(table.expected);
  const raw = table.codes ? readFileSync(table.codes) : null;
  for (let at = 0; at < expected.length; at++) {
    let rest = raw ? raw.readUInt32LE(at * 4) : at;
    const values = new Array(table.facts.length);
    for (let column = table.facts.length - 1; column >= 0; column--) {
      const size = table.domains[column].length;
      values[column] = rest % size;
      rest = Math.floor(rest / size);
    }
    yield [values, table.rulings[expected[at]]];
  }
}

const named = (table, values) => Object.fromEntries(table.facts.map((fact, at) => [fact, table.domains[at][values[at]]]));

async function feelin(table) {
  const { rootElement } = await new DmnModdle().fromXML(table.xml);
  const logic = rootElement.drgElement[0].decisionLogic;
  if (logic.$type === "dmn:LiteralExpression") return () => evaluate(logic.text, {}).value;
  const words = Math.ceil(logic.rule.length / 32);
  const outputs = logic.rule.map((rule) => evaluate(rule.outputEntry[0].text, {}).value);
  const masks = logic.input.map((input, column) => table.domains[column].map((value) => {
    const told = evaluate(input.inputExpression.text, { [table.facts[column]]: value }).value;
    const mask = new Uint32Array(words);
    logic.rule.forEach((rule, at) => {
      const cell = rule.inputEntry[column].text;
      if (unaryTest(cell, { "?": told }).value === true) mask[at >> 5] |= 1 << (at & 31);
    });
    return mask;
  }));
  const alive = new Uint32Array(words);
  return (values) => {
    alive.fill(0xffffffff);
    for (let column = 0; column < values.length; column++) {
      const mask = masks[column][values[column]];
      for (let word = 0; word < words; word++) alive[word] &= mask[word];
    }
    const matches = [];
    for (let at = 0; at < outputs.length && matches.length < 2; at++) {
      if ((alive[at >> 5] >>> (at & 31)) & 1) matches.push(at);
    }
    if (matches.length === 0) return "(no row)";
    if (logic.hitPolicy === "UNIQUE" && matches.length > 1) return "(two rows)";
    return outputs[matches[0]];
  };
}

function imicros(table) {
  const decision = new Decision();
  if (!decision.parse({ xml: table.xml })) return () => "(not parsed)";
  return (values) => {
    const told = decision.evaluate(named(table, values));
    return told?.ruling ?? told?.[table.line] ?? "(no row)";
  };
}

const ENGINES = { feelin, imicros };

for (const table of job.tables) {
  for (const engine of table.engines) {
    const answer = await ENGINES[engine](table);
    let asked = 0;
    let differ = 0;
    const shown = [];
    for (const [values, expected] of cases(table)) {
      const got = answer(values);
      asked += 1;
      if (got !== expected) {
        differ += 1;
        if (shown.length < SHOWN) shown.push({ case: named(table, values), ours: expected, theirs: got });
      }
      if (asked % STEP === 0) say({ progress: asked, engine, line: table.line, reading: table.reading });
    }
    say({ engine, line: table.line, reading: table.reading, asked, differ, shown });
  }
}
