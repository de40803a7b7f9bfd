// Reads activities, one a line, and prints a line for each that Microsoft's own schema refuses.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { activityZodSchema } = createRequire(import.meta.url)('@microsoft/agents-activity')

for (const line of readFileSync(0, 'utf8').split('\n').filter(line => line)) {
  const checked = activityZodSchema.safeParse(JSON.parse(line))
  if (!checked.success) console.log(`${checked.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; ')} in ${line}`)
}
