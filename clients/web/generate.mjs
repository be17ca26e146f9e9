// Writes the types of the API as JSON into build/types, from the protos. Types only: nothing of it reaches the browser.
//
//   node generate.mjs        needs protoc (Debian: protobuf-compiler) and `npm ci` here and in ../../proto
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const protos = join(here, '../../proto');
const google = join(protos, 'node_modules/google-proto-files');
const output = join(here, 'build/types');

if (!existsSync(google)) {
  console.error('The protos of Google are missing. Run `npm ci` in proto once (./run and ./test do it).');
  process.exit(1);
}
rmSync(output, {recursive: true, force: true});
mkdirSync(output, {recursive: true});
const own = readdirSync(join(protos, 'phoihop/v1')).map((name) => `phoihop/v1/${name}`);
const imported = ['api/annotations', 'api/client', 'api/field_behavior', 'api/http', 'api/launch_stage', 'api/resource',
  'longrunning/operations', 'rpc/error_details', 'rpc/status'].map((name) => `google/${name}.proto`);
const {status, error} = spawnSync('protoc', [
  '-I', protos, '-I', google, `--plugin=protoc-gen-es=${join(here, 'node_modules/.bin/protoc-gen-es')}`,
  `--es_out=${output}`, '--es_opt=target=dts,json_types=true,import_extension=js', ...own, ...imported,
], {stdio: 'inherit'});
if (error) console.error(`protoc cannot be run: ${error.message}`);
process.exit(status ?? 1);
