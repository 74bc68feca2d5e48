import { digestSchema } from '@package-model/core/smoke/report/facts';
import { reportSchema } from '@package-model/core/smoke/report/report';
import * as z from 'zod/mini';

/** The JSON schema of a smoke test's report, from the schema by which push-image reads it. */
export function renderReportSchema(): string {
  const schema = z.toJSONSchema(reportSchema, {
    // Readers take a report of a later version that has members more.
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // The format says it in a word; its pattern counts leap years.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      if (zodSchema !== digestSchema) return;
      Object.assign(jsonSchema, { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' });
    },
  });
  const { $schema, ...rest } = schema;
  const head = {
    $schema,
    title: 'smoke-report.json',
    description: 'What a smoke test found out, as smoke-test writes it and push-image reads it.',
  };
  return `${JSON.stringify({ ...head, ...rest }, null, 2)}\n`;
}
