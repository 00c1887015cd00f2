// Usage: node make.mjs DIR
// Writes the manifests of a workspace of 23 projects that depend on what is large and common. The lockfiles beside this file pin it.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const top = process.argv[2];

const versions = {
  next: '15.5.4', react: '19.1.1', 'react-dom': '19.1.1', '@aws-sdk/client-s3': '3.896.0', '@aws-sdk/client-dynamodb': '3.896.0',
  '@aws-sdk/client-ec2': '3.896.0', 'aws-sdk': '2.1692.0', googleapis: '160.0.0', 'aws-cdk-lib': '2.217.0', constructs: '10.4.2',
  webpack: '5.101.3', jest: '30.1.3', vite: '7.1.7', typescript: '5.9.2', eslint: '9.36.0', prettier: '3.6.2', express: '5.1.0',
  lodash: '4.17.21', storybook: '9.1.8', '@storybook/react-vite': '9.1.8', '@types/node': '22.18.6', rxjs: '7.8.2',
  '@mui/material': '7.3.2', '@emotion/react': '11.14.0', '@emotion/styled': '11.14.1', 'date-fns': '4.1.0',
};
const pick = names => Object.fromEntries(names.split(' ').map(name => [name, versions[name]]));
const libraries = Array.from({ length: 12 }, (_, i) => `lib-${i + 1}`);
const projects = new Map();

// A library knows those before it, an application a few of them.
libraries.forEach((name, i) =>
  projects.set(`packages/${name}`, [
    name,
    { ...pick('lodash rxjs'), ...Object.fromEntries(libraries.slice(Math.max(i - 2, 0), i).map(l => [`@bench/${l}`, 'workspace:*'])) },
    pick('typescript jest @types/node'),
  ]));
const applications = {
  site: ['next react react-dom @mui/material @emotion/react @emotion/styled', 'typescript eslint'],
  admin: ['react react-dom date-fns', 'vite typescript storybook @storybook/react-vite'],
  api: ['express @aws-sdk/client-s3 @aws-sdk/client-dynamodb', 'typescript jest'],
  worker: ['aws-sdk googleapis', 'typescript jest'],
  infra: ['aws-cdk-lib constructs @aws-sdk/client-ec2', 'typescript'],
  legacy: ['express lodash', 'webpack typescript'],
  docs: ['next react react-dom', 'typescript prettier'],
  mail: ['googleapis express', 'typescript'],
  jobs: ['aws-sdk @aws-sdk/client-s3 date-fns', 'typescript jest'],
  cli: ['rxjs lodash', 'typescript webpack'],
};
Object.entries(applications).forEach(([name, [dependencies, development]], i) =>
  projects.set(`apps/${name}`, [
    name,
    { ...pick(dependencies), ...Object.fromEntries(libraries.slice(i, i + 3).map(l => [`@bench/${l}`, 'workspace:*'])) },
    pick(development),
  ]));

const write = (path, value) => writeFileSync(join(top, path), `${JSON.stringify(value, null, 2)}\n`);
mkdirSync(top, { recursive: true });
write('package.json', {
  name: 'bench', private: true, workspaces: ['packages/*', 'apps/*'], devDependencies: pick('typescript eslint prettier'),
});
writeFileSync(join(top, 'pnpm-workspace.yaml'), 'packages:\n  - packages/*\n  - apps/*\n');
for (const [path, [name, dependencies, devDependencies]] of projects) {
  mkdirSync(join(top, path, 'src'), { recursive: true });
  write(`${path}/package.json`, { name: `@bench/${name}`, version: '1.0.0', private: true, main: 'src/index.js', dependencies, devDependencies });
  for (let i = 0; i < 20; i++) writeFileSync(join(top, path, 'src', i ? `part-${i}.js` : 'index.js'), `module.exports = '${name} ${i}';\n`);
}
for (const lock of ['pnpm-lock.yaml', 'bun.lock']) try { cpSync(join(here, lock), join(top, lock)); } catch { /* before it is made */ }
