import type { Command } from '../command/command.ts'
import { createKey } from './keys/create.ts'
import { listKeys } from './keys/list.ts'
import { revokeKey } from './keys/revoke.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { openApi } from './openapi.ts'
import { createProject } from './projects/create.ts'
import { deleteProject } from './projects/delete.ts'
import { exportProject } from './projects/export.ts'
import { importProject } from './projects/import.ts'
import { listProjects } from './projects/list.ts'
import { publishProject } from './projects/publish.ts'
import { listReleases } from './projects/releases.ts'
import { rollbackProject } from './projects/rollback.ts'
import { aggregateRecords } from './records/aggregate.ts'
import { createRecord } from './records/create.ts'
import { deleteRecord } from './records/delete.ts'
import { exportRecords } from './records/export.ts'
import { getRecord } from './records/get.ts'
import { importRecords } from './records/import.ts'
import { listRecords } from './records/list.ts'
import { updateRecord } from './records/update.ts'
import { watchRecords } from './records/watch.ts'
import { types } from './types.ts'
import { whoami } from './whoami.ts'

/** Every command there is, as the help lists them. */
export const COMMANDS: readonly Command[] = [
  login,
  logout,
  whoami,
  listProjects,
  createProject,
  exportProject,
  importProject,
  publishProject,
  listReleases,
  rollbackProject,
  deleteProject,
  listRecords,
  getRecord,
  createRecord,
  updateRecord,
  deleteRecord,
  aggregateRecords,
  importRecords,
  exportRecords,
  watchRecords,
  listKeys,
  createKey,
  revokeKey,
  types,
  openApi,
]
