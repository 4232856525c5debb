import { ROLES, type Role } from '@axiom/shared/access/roles'
import type { Page } from '@axiom/shared/contracts/common'
import type { Member, ShareLink } from '@axiom/shared/contracts/members'
import type { Project } from '@axiom/shared/contracts/projects'
import { ActionIcon, Button, CopyButton, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { t } from '../texts/t.ts'
import { Avatar } from '../ui/Avatar.tsx'

interface Props {
  project: Pick<Project, 'id' | 'name' | 'abilities'>
  opened: boolean
  onClose: () => void
}

const roleOptions = (roles: readonly Role[]): { value: Role; label: string }[] =>
  roles.map((value) => ({ value, label: t(`role.${value}`) }))

/** People of a project and the links that make somebody one of them. */
export function ShareDialog({ project, opened, onClose }: Props): ReactNode {
  return (
    <Modal opened={opened} onClose={onClose} title={t('share.title', { name: project.name })}>
      {opened && <Members project={project} />}
      {opened && project.abilities.includes('shareLinks.manage') && <Links projectId={project.id} />}
    </Modal>
  )
}

function Members({ project }: { project: Props['project'] }): ReactNode {
  const base = `/api/projects/${project.id}/members`
  const canManage = project.abilities.includes('members.manage')
  const { user } = useSession()
  const members = useQuery({ queryKey: [base], queryFn: async () => (await api.get<Page<Member>>(base)).data })
  const change = useChange(base)
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<string>('editor')
  return (
    <section aria-label={t('share.people')}>
      {canManage && (
        <form
          className="ax-row ax-wrap"
          onSubmit={(event) => {
            event.preventDefault()
            change.mutate(() => api.post(base, { email, role }), { onSuccess: () => setEmail('') })
          }}
        >
          <TextInput
            className="ax-grow"
            type="email"
            required
            aria-label={t('share.addLabel')}
            placeholder={t('share.addLabel')}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <NativeSelect
            aria-label={t('share.role')}
            data={roleOptions(ROLES)}
            value={role}
            onChange={(event) => setRole(event.currentTarget.value)}
          />
          <Button type="submit" loading={change.isPending}>
            {t('share.add')}
          </Button>
        </form>
      )}
      {change.error !== null && (
        <p className="ax-error-text" role="alert">
          {change.error.message}
        </p>
      )}
      {members.data?.map((member) => (
        <div key={member.userId} className="ax-member">
          <Avatar name={member.name} />
          <div className="ax-grow">
            <span className="ax-medium ax-cut">
              {member.name} {member.userId === user?.id && <span className="ax-meta">{t('share.you')}</span>}
            </span>
            <span className="ax-meta ax-cut">{member.email}</span>
          </div>
          {canManage ? (
            <NativeSelect
              aria-label={t('share.roleOf', { name: member.name })}
              data={roleOptions(ROLES)}
              value={member.role}
              onChange={(event) => change.mutate(putRole(`${base}/${member.userId}`, event.currentTarget.value))}
            />
          ) : (
            <span className="ax-muted">{t(`role.${member.role}`)}</span>
          )}
          {canManage && (
            <ActionIcon
              aria-label={t('share.remove', { name: member.name })}
              onClick={() => change.mutate(() => api.delete(`${base}/${member.userId}`))}
            >
              <IconX size={14} />
            </ActionIcon>
          )}
        </div>
      ))}
    </section>
  )
}

function Links({ projectId }: { projectId: string }): ReactNode {
  const base = `/api/projects/${projectId}/share-links`
  const links = useQuery({ queryKey: [base], queryFn: async () => (await api.get<Page<ShareLink>>(base)).data })
  const change = useChange(base)
  const [role, setRole] = useState<string>('editor')
  const [url, setUrl] = useState<string | null>(null)
  const create = async (): Promise<void> => {
    const link = await api.post<ShareLink>(base, { role, expiresInDays: 7 })
    setUrl(link.url ?? null)
  }
  return (
    <section aria-label={t('share.links')} className="ax-share-links">
      <Group gap="sm">
        <span className="ax-medium ax-grow">{t('share.links')}</span>
        <NativeSelect
          aria-label={t('share.role')}
          data={roleOptions(['viewer', 'commenter', 'editor'])}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value)}
        />
        <Button variant="default" loading={change.isPending} onClick={() => change.mutate(create)}>
          {t('share.newLink')}
        </Button>
      </Group>
      <p className="ax-meta">{t('share.linkHint')}</p>
      {url !== null && (
        <div className="ax-row" style={{ marginTop: 8 }}>
          <TextInput
            className="ax-grow"
            readOnly
            value={url}
            aria-label={t('share.links')}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton value={url}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {t(copied ? 'common.copied' : 'common.copy')}
              </Button>
            )}
          </CopyButton>
        </div>
      )}
      {links.data?.map((link) => (
        <div key={link.id} className="ax-row" style={{ height: 36 }}>
          <span className="ax-grow ax-muted">{describeLink(link)}</span>
          <ActionIcon
            aria-label={t('share.removeLink')}
            onClick={() => change.mutate(() => api.delete(`${base}/${link.id}`))}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
    </section>
  )
}

function describeLink({ role, expiresAt }: ShareLink): string {
  const shown = t(`role.${role}`)
  if (expiresAt === null) return t('share.linkForever', { role: shown })
  return t('share.linkUntil', { role: shown, date: new Date(expiresAt).toLocaleDateString('en') })
}

const putRole =
  (path: string, role: string): (() => Promise<unknown>) =>
  () =>
    api.put(path, { role })

function useChange(key: string) {
  const queries = useQueryClient()
  return useMutation<unknown, Error, () => Promise<unknown>>({
    mutationFn: (work) => work(),
    onSuccess: () => queries.invalidateQueries({ queryKey: [key] }),
  })
}
