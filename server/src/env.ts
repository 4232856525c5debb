import { isIP } from 'node:net'

import { AI_TASKS, type AiTask } from '@axiom/shared/contracts/ai'
import { z } from 'zod'

import { isDatabaseName } from './platform/db/paths.ts'
import { parseAllowList } from './platform/outbound/allowList.ts'

const Port = z.coerce.number().int().min(0).max(65_535)
const List = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
)

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text
}

function isServer(text: string): boolean {
  const [, address = text] = /^(?:\[(.+)\]|([^:]+)):\d{1,5}$/.exec(text)?.filter(Boolean) ?? []
  return isIP(address) !== 0
}

const EnvSchema = z.object({
  /** Unset: the usual port or the next free one. Set: that one or none. */
  PORT: Port.optional(),
  APPS_PORT: Port.optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('./data'),
  /** Keeps everything in MongoDB instead of files in the data folder; a replica set, since transactions are needed. */
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'an address like mongodb://host:27017/axiom?replicaSet=rs0')
    .optional(),
  /** Further databases there, to which the rows of new projects go, each to the emptiest; none: the one of MONGODB_URI. */
  MONGODB_PLACEMENTS: List.pipe(z.array(z.string().refine(isDatabaseName, 'names of databases, as axiom_2'))).default(
    [],
  ),
  /** Joins the processes of one installation; several nodes of a cluster separated by commas. */
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'an address like redis://host:6379')
    .optional(),
  /** Keeps answers; REDIS_URL unless told: that one must not throw anything away, this one may. */
  REDIS_CACHE_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'an address like redis://host:6379')
    .optional(),
  /** Address by which people reach the editor, when a proxy stands in front. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Apps are served on `<slug>.<APPS_DOMAIN>`; default `localhost:<APPS_PORT>`. */
  APPS_DOMAIN: z.string().min(1).optional(),
  /** Name servers that are asked whether a domain is proved, `ip` or `ip:port`; none: those of the system. */
  DNS_SERVERS: List.pipe(z.array(z.string().refine(isServer, 'addresses like 9.9.9.9 or 127.0.0.1:5353'))).default([]),
  /** At least 32 characters; made and kept in the data folder when absent. */
  JWT_SECRET: z.string().min(32).optional(),
  /** Seals the secrets of data sources; the newest first, older ones only open. Made and kept in the data folder when absent. */
  SECRETS_KEY: List.pipe(z.array(z.string().min(32, 'keys of at least 32 characters'))).default([]),
  /** A server that speaks OpenAI’s chat completions; none: suggestions come from the built-in rules. */
  AI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** What it calls the model. */
  AI_MODEL: z.string().min(1).max(200).optional(),
  AI_API_KEY: z
    .string()
    .min(1)
    .max(2_000)
    .regex(/^[\x21-\x7e]+$/, 'a key without spaces')
    .optional(),
  /** Models of single tasks, e.g. `change=small-model, screen=small-model`; the others get AI_MODEL. */
  AI_MODELS: List.transform((items, context) => {
    const models: Partial<Record<AiTask, string>> = {}
    for (const item of items) {
      const [, name, model] = /^(\w+)\s*=\s*(\S+)$/.exec(item) ?? []
      const task = AI_TASKS.find((known) => known === name)
      if (task && model) models[task] = model
      else context.addIssue({ code: 'custom', message: `name tasks (${AI_TASKS.join(', ')}), as change=small-model` })
    }
    return models
  }).optional(),
  AI_TIMEOUT_SECONDS: z.coerce.number().min(1).max(600).default(90),
  /** Of a million tokens asked and answered, in AI_CURRENCY; both or none. */
  AI_PRICE_INPUT: z.coerce.number().min(0).max(10_000).optional(),
  AI_PRICE_OUTPUT: z.coerce.number().min(0).max(10_000).optional(),
  AI_CURRENCY: z.string().min(1).max(8).default('USD'),
  /** Answers of the language model that an account gets in a day. */
  AI_DAILY_REQUESTS: z.coerce.number().int().min(0).default(200),
  /** What a project may spend in a month; needs prices. */
  AI_MONTHLY_COST: z.coerce.number().min(0).optional(),
  /** The mail server, e.g. `smtp://user:password@host:587`, `smtps://…:465`; none: mails are kept and shown. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^\s]+$/, 'an address like smtp://user:password@mail.example.com:587')
    .optional(),
  /** Who sends, e.g. `Axiom <axiom@example.com>`. */
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*@[^\r\n]+$/, 'an address like Axiom <axiom@example.com>')
    .optional(),
  /** Keeps the bytes of files in a bucket of an S3-compatible store instead of `files` in the data folder. */
  S3_BUCKET: z.string().min(3).max(63).optional(),
  /** Of another store than Amazon’s. */
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_REGION: z.string().min(1).max(60).default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().min(1).max(200).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).max(200).optional(),
  /** Of one file. */
  FILES_MAX_MB: z.coerce.number().positive().max(5_000).default(100),
  /** Of all files of a project. */
  FILES_QUOTA_MB: z.coerce.number().positive().default(2_048),
  /** Where clamd listens; none: files are not looked at for viruses. */
  CLAMAV_HOST: z.string().min(1).optional(),
  CLAMAV_PORT: Port.default(3_310),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: List.default([]),
  /** Further origins from which the editor may be used. */
  ALLOWED_ORIGINS: List.default([]),
  /** Origins whose pages may call the API from a browser, by bearer token; `*` = any. */
  CORS_ORIGINS: List.pipe(
    z.array(
      z.string().refine((item) => item === '*' || isOrigin(item), 'name origins, as https://shop.example.com, or *'),
    ),
  ).default([]),
  /** Beyond the public internet, where requests of projects (data sources, webhooks, flows) may go: `host:port`, networks. */
  OUTBOUND_ALLOW: List.superRefine((items, context) => {
    for (const item of items) {
      try {
        parseAllowList([item])
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
      }
    }
  }).default([]),
})

/** Each process would make its own secret, and refuse what the others sign. */
const ProvenSchema = EnvSchema.refine(({ MONGODB_URI, JWT_SECRET }) => MONGODB_URI === undefined || JWT_SECRET, {
  path: ['JWT_SECRET'],
  message: 'is needed with MONGODB_URI, at least 32 characters, the same in every process',
})
  .refine(({ MONGODB_URI, MONGODB_PLACEMENTS }) => MONGODB_URI !== undefined || MONGODB_PLACEMENTS.length === 0, {
    path: ['MONGODB_PLACEMENTS'],
    message: 'needs MONGODB_URI: the embedded store is one file',
  })
  .refine(
    ({ S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY }) =>
      S3_BUCKET === undefined || (S3_ACCESS_KEY_ID !== undefined && S3_SECRET_ACCESS_KEY !== undefined),
    { path: ['S3_ACCESS_KEY_ID'], message: 'is needed with S3_BUCKET, and S3_SECRET_ACCESS_KEY too' },
  )
  .refine(({ AI_BASE_URL, AI_MODEL }) => (AI_BASE_URL === undefined) === (AI_MODEL === undefined), {
    path: ['AI_MODEL'],
    message: 'is needed with AI_BASE_URL, and only with it',
  })
  .refine(({ AI_BASE_URL, AI_MODELS }) => AI_BASE_URL !== undefined || AI_MODELS === undefined, {
    path: ['AI_MODELS'],
    message: 'needs AI_BASE_URL and AI_MODEL',
  })
  .refine(({ AI_PRICE_INPUT, AI_PRICE_OUTPUT }) => (AI_PRICE_INPUT === undefined) === (AI_PRICE_OUTPUT === undefined), {
    path: ['AI_PRICE_OUTPUT'],
    message: 'is needed with AI_PRICE_INPUT, and only with it',
  })
  .refine(({ AI_MONTHLY_COST, AI_PRICE_INPUT }) => AI_MONTHLY_COST === undefined || AI_PRICE_INPUT !== undefined, {
    path: ['AI_MONTHLY_COST'],
    message: 'needs AI_PRICE_INPUT and AI_PRICE_OUTPUT',
  })
  .refine(({ SMTP_URL, MAIL_FROM }) => (SMTP_URL === undefined) === (MAIL_FROM === undefined), {
    path: ['MAIL_FROM'],
    message: 'is needed with SMTP_URL, and only with it',
  })

export type Env = z.infer<typeof EnvSchema>

/** Reads the environment; throws one readable message that names every wrong variable and what it should be. */
export function readEnv(variables: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = ProvenSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(
    `The environment is not valid. Correct these variables (see .env.example) and start again:\n${lines.join('\n')}`,
  )
}
