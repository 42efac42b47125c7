export interface PublicName {
  name: string;
  path: string;
  file: string;
  kind: 'value' | 'class' | 'type' | 'namespace';
  call: string;
  text: string;
  tags: string[];
  members: { name: string; text: string; tags: string[] }[];
}
export function publicApi(): PublicName[];
export function identifiers(): Set<string>;
