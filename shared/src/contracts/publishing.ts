import { z } from 'zod'

export const Environment = z.enum(['draft', 'live'])
export type Environment = z.infer<typeof Environment>

export const PublishInput = z.strictObject({
  /** First publish only: copies the draft's rows into live. */
  copyDraftRows: z.boolean().default(false),
})
export type PublishInput = z.infer<typeof PublishInput>

/** A binding or form of the project that its visitors would be refused, and the rule that would let them in. */
export const PublishWarning = z.object({
  nodeId: z.string(),
  nodeName: z.string(),
  modelId: z.string(),
  modelName: z.string(),
  operation: z.enum(['list', 'create']),
})
export type PublishWarning = z.infer<typeof PublishWarning>

export const PublishCheck = z.object({
  warnings: z.array(PublishWarning),
  firstPublish: z.boolean(),
  draftRows: z.number(),
})
export type PublishCheck = z.infer<typeof PublishCheck>

export const Release = z.object({
  id: z.string(),
  number: z.number(),
  active: z.boolean(),
  authorName: z.string(),
  createdAt: z.string(),
  appUrl: z.string(),
})
export type Release = z.infer<typeof Release>
