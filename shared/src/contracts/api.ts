import { z } from 'zod'

import { aiApi, AppSuggestion, Improvement, ScreenCritique, ScreenIdea, ThemeIdea, WidgetIdea } from './ai.ts'
import { ApiKey, apiKeysApi } from './apiKeys.ts'
import { apisApi, ProjectApi } from './apis.ts'
import { AppAccess, appAccessApi } from './appAccess.ts'
import { AppInvitation, AppUser, appUsersApi, AppUserSettings } from './appUsers.ts'
import { archivesApi, ImportedProject } from './archives.ts'
import { authApi, SessionAnswer, User } from './auth.ts'
import { AnyJson, ProblemAnswer } from './common.ts'
import { DataSource, dataSourcesApi, queriesApi } from './dataSources.ts'
import { Domain, domainsApi } from './domains.ts'
import { FileUse, FileUsage, FileValue, filesApi, ProjectFile, recordFilesApi, Upload } from './files.ts'
import { flowHooksApi, FlowRun, FlowRunDetails, flowsApi, FlowSecret, FlowSummary } from './flows.ts'
import { healthApi } from './health.ts'
import { HistoryEntry, historyApi } from './history.ts'
import { Job, jobsApi } from './jobs.ts'
import { KeptMail, mailsApi } from './mails.ts'
import { Member, membersApi, ShareLink } from './members.ts'
import { FieldMisfits, misfitsApi } from './misfits.ts'
import { Project, projectsApi } from './projects.ts'
import { Proposal, ProposalDetails, proposalsApi } from './proposals.ts'
import { PublishCheck, publishingApi, Release } from './publishing.ts'
import { recordsApi } from './records.ts'
import type { RouteSpec } from './route.ts'
import { RuleReach, rulesApi } from './rules.ts'
import { Submission, SubmissionForm, submissionsApi } from './submissions.ts'
import { Version, VersionDifference, versionsApi } from './versions.ts'
import { Visits, visitsApi } from './visits.ts'
import { Webhook, WebhookDelivery, webhooksApi } from './webhooks.ts'

export const platformApi = {
  openApi: {
    id: 'api.openApi',
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This document',
    access: 'public',
    limit: 'api',
    status: 200,
    answer: z.record(z.string(), AnyJson),
  },
} as const satisfies Record<string, RouteSpec>

/** Every HTTP route of the editor's origin: what is not in this table does not exist. */
const API = {
  platform: platformApi,
  auth: authApi,
  projects: projectsApi,
  archives: archivesApi,
  members: membersApi,
  apiKeys: apiKeysApi,
  versions: versionsApi,
  history: historyApi,
  proposals: proposalsApi,
  ai: aiApi,
  publishing: publishingApi,
  domains: domainsApi,
  visits: visitsApi,
  appUsers: appUsersApi,
  appAccess: appAccessApi,
  submissions: submissionsApi,
  mails: mailsApi,
  jobs: jobsApi,
  files: filesApi,
  recordFiles: recordFilesApi,
  webhooks: webhooksApi,
  flows: flowsApi,
  flowHooks: flowHooksApi,
  records: recordsApi,
  dataSources: dataSourcesApi,
  models: misfitsApi,
  rules: rulesApi,
  queries: queriesApi,
  apis: apisApi,
  health: healthApi,
}

export const ROUTES: readonly RouteSpec[] = Object.values(API).flatMap((routes): RouteSpec[] => Object.values(routes))

/** Answers that have a name in the OpenAPI document. */
export const NAMED = {
  AnyJson,
  ApiKey,
  AppAccess,
  AppInvitation,
  AppSuggestion,
  DataSource,
  Domain,
  HistoryEntry,
  FileUsage,
  FileUse,
  FileValue,
  AppUser,
  AppUserSettings,
  FieldMisfits,
  FlowRun,
  FlowRunDetails,
  FlowSecret,
  FlowSummary,
  ImportedProject,
  Improvement,
  Job,
  KeptMail,
  Member,
  Problem: ProblemAnswer,
  Project,
  ProjectApi,
  ProjectFile,
  Proposal,
  ProposalDetails,
  PublishCheck,
  Release,
  ScreenCritique,
  ScreenIdea,
  SessionAnswer,
  ShareLink,
  Submission,
  SubmissionForm,
  ThemeIdea,
  Upload,
  User,
  Version,
  VersionDifference,
  Visits,
  Webhook,
  WebhookDelivery,
  WidgetIdea,
}
