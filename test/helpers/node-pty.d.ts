/// <reference types="node-pty" />
// The package is installed under its upstream's name; its types speak of its own.
declare module 'node-pty' {
  export * from '@lydell/node-pty';
}
