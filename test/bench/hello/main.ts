/** Starts the hello the way src/sentinel.ts starts the console: compile cache first, then the rest. */
import module from 'node:module';

module.enableCompileCache?.(process.env['HELLO_CACHE']);
await import('./hello.tsx');
setTimeout(() => module.flushCompileCache?.(), 0);
