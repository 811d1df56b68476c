/** The SDK's loader of the AWS files (bundled by itself, see the build). */
export { externalDataInterceptor, loadSharedConfigFiles } from '@smithy/core/config';
