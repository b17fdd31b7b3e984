import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Who may import whom (the arrows of the package picture in the README). */
const layers = [
  { sourceTag: 'layer:sdk', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'layer:core', onlyDependOnLibsWithTags: ['layer:sdk'] },
  { sourceTag: 'layer:openstack', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'layer:plugin', onlyDependOnLibsWithTags: ['layer:sdk', 'layer:openstack'] },
  { sourceTag: 'layer:bank', onlyDependOnLibsWithTags: ['layer:sdk', 'layer:openstack'] },
  { sourceTag: 'layer:cli', onlyDependOnLibsWithTags: ['layer:core', 'layer:sdk', 'layer:openstack'] },
  { sourceTag: 'layer:example', onlyDependOnLibsWithTags: ['layer:core', 'layer:sdk'] },
  { sourceTag: 'layer:tool', onlyDependOnLibsWithTags: ['*'] },
];
/** Tests may also use the embedded cloud. */
const testLayers = layers.map((layer) => ({
  ...layer,
  onlyDependOnLibsWithTags: [...layer.onlyDependOnLibsWithTags, 'layer:tool', 'layer:sdk', 'layer:bank', 'layer:plugin'],
}));
const boundaries = (depConstraints) => ({
  '@nx/enforce-module-boundaries': ['error', { depConstraints, allowCircularSelfDependency: true }],
});

export default tseslint.config(
  { ignores: ['**/dist/**', '**/.tsc-test/**', '**/node_modules/**', '.nx/**', 'coverage/**'] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...boundaries(layers),
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidOperator: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // A hook may return nothing, a promise of nothing or a stream: `void` in a union is what is meant.
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test-d.ts', '**/*.fixture.ts', '**/vitest.config.ts'],
    rules: {
      ...boundaries(testLayers),
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // Type tests hold what must not compile.
    files: ['**/*.test-d.ts'],
    rules: { '@typescript-eslint/no-unsafe-call': 'off', '@typescript-eslint/no-unsafe-return': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      parserOptions: { projectService: false },
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly', setTimeout: 'readonly' },
    },
    rules: { ...tseslint.configs.disableTypeChecked.rules, 'no-console': 'off', '@nx/enforce-module-boundaries': 'off' },
  },
);
