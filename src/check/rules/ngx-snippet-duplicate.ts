import { controllerOf } from '../../manifests/ingress-class.ts';
import type { Ingress } from '../../objects/ingress.ts';
import { f5SnippetsOf } from '../../path/kinds/f5/settings.ts';
import { snippetsOf, WRITTEN } from '../../path/kinds/ingress-nginx/snippets.ts';
import { type Repeated, repeatedIn } from '../../path/kinds/nginx/snippet.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import { INGRESS_NGINX, MEASURED } from '../wording.ts';

export const ngxSnippetDuplicate: Rule = {
  id: 'NGX-SNIPPET-DUPLICATE',
  severity: 'error',
  title: 'snippet that repeats a directive of the controller',
  about: `The controller writes proxy_read_timeout, proxy_send_timeout and proxy_connect_timeout into every location. A snippet
that sets one of them again makes it a duplicate, and nginx refuses the whole configuration: the admission webhook rejects the
object, or the old configuration stays in force and no later change arrives. Use the annotation or the field instead.`,
  verified: 'measured',
  sources: [`${INGRESS_NGINX} rootfs/etc/nginx/template/nginx.tmpl:1333`, MEASURED],
  *check(subject) {
    const { inventory } = subject.world;
    for (const { ingress, controller } of subject.nginx)
      for (const repeated of repeatedIn(snippetsOf({ ingress, controller }), WRITTEN))
        yield found(ingress, repeated);
    for (const ingress of inventory.ingresses) {
      if (controllerOf(ingress, inventory).kind !== 'f5-nginx-ingress') continue;
      for (const repeated of repeatedIn(f5SnippetsOf(ingress), WRITTEN))
        yield found(ingress, repeated);
    }
  },
};

function found(ingress: Ingress, { snippet, directive }: Repeated): Found {
  const written = [directive.name, ...directive.args].join(' ');
  const key = directive.name.replace(/^grpc/, 'proxy').replaceAll('_', '-');
  return {
    ...placeOf(ingress.object, snippet.field),
    message: `${snippet.name}: nginx refuses a second ${directive.name} in one ${snippet.context} block, and with it every later change of the configuration`,
    written,
    fix: advise(`take the line out of the snippet, and set ${key} where the controller reads it`),
  };
}
