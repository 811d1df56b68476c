/** What signs a request, of the SDK's many parts (bundled by itself, see the build). */
export { HttpRequest } from '@smithy/core/protocols';
export { Hash } from '@smithy/core/serde';
export { SignatureV4 } from '@smithy/signature-v4';
