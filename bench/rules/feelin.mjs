// Times FEEL expressions in feelin: for each, a line of its own contexts. Prints a line of JSON.
import { readFileSync } from 'node:fs';
import { evaluate } from 'feelin';

const spec = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const value = (answer) => (answer !== null && typeof answer === 'object' && 'value' in answer ? answer.value : answer);
const times = [];
for (let round = 0; round < spec.rounds; round++) {
  const begun = process.hrtime.bigint();
  for (const context of spec.cases) {
    for (const expression of spec.expressions) value(evaluate(expression, context));
  }
  const count = spec.cases.length * spec.expressions.length;
  times.push(Number(process.hrtime.bigint() - begun) / 1e3 / count);
}
const answers = spec.expressions.map((expression) => value(evaluate(expression, spec.cases[0])));
console.log(JSON.stringify({ microseconds: Math.min(...times), answers }));
