import type { AiUsage, Usage } from '@axiom/shared/contracts/ai'
import { Modal, Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { api } from '../api/client.ts'
import { t } from '../texts/t.ts'

interface Props {
  opened: boolean
  onClose: () => void
  /** Of one project, or of everything. */
  path: string
}

/** What people asked of language models and rules, and what it cost. */
export function AiUsageDialog({ opened, onClose, path }: Props): ReactNode {
  const usage = useQuery({ queryKey: [path], queryFn: () => api.get<AiUsage>(path), enabled: opened, staleTime: 0 })
  return (
    <Modal opened={opened} onClose={onClose} title={t('usage.title')} size={680}>
      {usage.isPending && <div className="ax-skeleton" style={{ height: 120 }} role="status" />}
      {usage.error && (
        <p className="ax-error-text" role="alert">
          {usage.error.message}
        </p>
      )}
      {usage.data && <Report usage={usage.data} />}
    </Modal>
  )
}

function Report({ usage }: { usage: AiUsage }): ReactNode {
  const { model, currency, dailyRequests, monthlyCost, total, people } = usage
  const money = (cost: number): string => (currency === null ? '–' : moneyOf(cost, currency))
  return (
    <>
      <p className="ax-muted">
        {model === null ? t('usage.leadRules') : t('usage.lead', { model, count: dailyRequests })}{' '}
        {monthlyCost !== null && t('usage.month', { cost: money(monthlyCost) })}
      </p>
      {people.length === 0 ? (
        <p className="ax-empty">{t('usage.none')}</p>
      ) : (
        <Table.ScrollContainer minWidth={560} mt="md">
          <Table>
            <Table.Thead>
              <Table.Tr>
                {(['who', 'engine', 'answered', 'kept', 'failed', 'tokens', 'cost'] as const).map((column, i) => (
                  <Table.Th key={column} ta={i < 2 ? 'start' : 'end'}>
                    {t(`usage.${column}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {people.map((row) => (
                <UsageRow
                  key={`${row.userId} ${row.model ?? ''}`}
                  who={row.name || t('usage.gone')}
                  engine={row.model ?? t('assist.rules')}
                  usage={row}
                  money={money}
                />
              ))}
            </Table.Tbody>
            <Table.Tfoot>
              <UsageRow who={t('usage.total')} engine="" usage={total} money={money} />
            </Table.Tfoot>
          </Table>
        </Table.ScrollContainer>
      )}
    </>
  )
}

interface RowProps {
  who: string
  engine: string
  usage: Usage
  money: (cost: number) => string
}

function UsageRow({ who, engine, usage, money }: RowProps): ReactNode {
  const { answered, kept, failed, inputTokens, outputTokens, cost } = usage
  const counts = [answered, kept, failed, inputTokens + outputTokens].map((count) => count.toLocaleString('en'))
  return (
    <Table.Tr>
      <Table.Th scope="row">{who}</Table.Th>
      <Table.Td>{engine}</Table.Td>
      {[...counts, money(cost)].map((shown, i) => (
        <Table.Td key={i} ta="end">
          {shown}
        </Table.Td>
      ))}
    </Table.Tr>
  )
}

/** Answers cost fractions of a cent; a currency that the browser does not know stands as it was written. */
function moneyOf(cost: number, currency: string): string {
  return `${cost.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 4 })} ${currency}`
}
