import type { Json } from '@axiom/shared/json'
import { isObject } from '@axiom/shared/json'
import { hasNumbers } from '@axiom/shared/model/columns'
import { type Look, lookIn } from '@axiom/shared/model/formatNumber'
import { Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { DraftField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { ColumnLook } from './ColumnLook.tsx'
import type { ControlProps } from './controlProps.ts'
import { useModelOf } from './useModelOf.ts'

interface Column {
  field: string
  label?: string
  /** Of its numbers; none: as the field says. */
  look?: Look
}

/** Which fields a table shows, in which order, under which heading. None chosen: all of them. */
export function ColumnsControl({ nodes, value, onChange }: ControlProps): ReactNode {
  const model = useModelOf(nodes[0])
  const columns = value.kind === 'same' ? parse(value.value) : []
  const write = (next: Column[]): void => onChange(next.map(toJson))
  if (!model) return <p className="ax-meta">{t('inspector.columnsNoModel')}</p>
  const rest = model.fields.filter(({ id }) => !columns.some(({ field }) => field === id))
  return (
    <div className="ax-stack8">
      {columns.length === 0 && <p className="ax-meta">{t('inspector.columnsAll', { count: model.fields.length })}</p>}
      {columns.map((column, i) => {
        const field = model.fields.find(({ id }) => id === column.field)
        const name = field?.label ?? t('inspector.gone')
        return (
          <div key={column.field} className="ax-row" style={{ gap: 0 }}>
            <div className="ax-grow">
              <DraftField
                label={t('inspector.columnLabel', { name })}
                value={column.label ?? name}
                placeholder={name}
                maxLength={80}
                onCommit={(label) =>
                  write(columns.map((each, at) => (at === i ? headed(each, label === name ? '' : label) : each)))
                }
              />
            </div>
            {field && hasNumbers(field) && (
              <ColumnLook
                name={name}
                own={column.look ?? null}
                ofField={field.constraints}
                onSet={(look) => write(columns.map((each, at) => (at === i ? looking(each, look) : each)))}
              />
            )}
            <IconButton
              label={t('inspector.up', { name })}
              size="xs"
              disabled={i === 0}
              onClick={() => write(swapped(columns, i - 1))}
            >
              <IconArrowUp size={12} />
            </IconButton>
            <IconButton
              label={t('inspector.down', { name })}
              size="xs"
              disabled={i === columns.length - 1}
              onClick={() => write(swapped(columns, i))}
            >
              <IconArrowDown size={12} />
            </IconButton>
            <IconButton
              label={t('inspector.remove', { name })}
              size="xs"
              onClick={() => write(columns.filter((_, at) => at !== i))}
            >
              <IconX size={12} />
            </IconButton>
          </div>
        )
      })}
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <button type="button" className="ax-text-button ax-add" disabled={rest.length === 0}>
            <IconPlus size={12} aria-hidden="true" /> {t('inspector.addColumn')}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map(({ id, label }) => (
            <Menu.Item key={id} onClick={() => write([...columns, { field: id }])}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function parse(value: Json): Column[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item) => {
    if (!isObject(item) || typeof item['field'] !== 'string') return []
    const { field, label } = item
    const look = lookIn(item)
    return [{ field, ...(typeof label === 'string' ? { label } : {}), ...(look ? { look } : {}) }]
  })
}

const headed = ({ label: _, ...column }: Column, label: string): Column => ({
  ...column,
  ...(label === '' ? {} : { label }),
})

const looking = ({ look: _, ...column }: Column, look: Look | null): Column => ({
  ...column,
  ...(look ? { look } : {}),
})

const toJson = ({ look, ...column }: Column): Json => ({ ...column, ...look })

function swapped(columns: readonly Column[], at: number): Column[] {
  const next = [...columns]
  const [a, b] = [next[at], next[at + 1]]
  if (a && b) next.splice(at, 2, b, a)
  return next
}
