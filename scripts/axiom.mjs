// `npm run axiom -- …`: the command of client/, in the folder where it was typed.
process.chdir(process.env.INIT_CWD ?? '.')
await import('../client/src/main.ts')
