import type { SyncStatus } from '../document/syncStatus.ts'
import { t } from '../texts/t.ts'

/** The status in words, as the status bar always shows it. */
export function syncText({ kind, changes, problem }: SyncStatus): string {
  if (problem === 'signedOut') return changes > 0 ? t('sync.signIn', { count: changes }) : t('auth.signIn')
  switch (kind) {
    case 'connecting':
      return t('sync.connecting')
    case 'saved':
      return t('sync.saved')
    case 'saving':
      return t('sync.saving')
    case 'offline':
      return changes > 0 ? t('sync.offlineChanges', { count: changes }) : t('sync.offline')
    case 'outage':
      return changes > 0 ? t('sync.outageChanges', { count: changes }) : t('sync.outage')
    case 'fork':
      return t('sync.fork', { count: changes })
    case 'readOnly':
      return changes > 0 ? t('sync.readOnlyChanges', { count: changes }) : t('sync.readOnly')
  }
}
