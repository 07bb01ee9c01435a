import {account, home} from './contents.ts';

/**
 * What the image is made of: a Node.js, and the built program, which needs nothing else.
 *
 * @param image the name that it gets
 */
export const containerfileText = (image: string): string => `# In the folder of Usher, after \`npm ci\`:
#   podman build --file Containerfile --tag ${image} .      (docker takes the same words)
FROM docker.io/library/node:26-slim
COPY package.json LICENSE /opt/usher/
COPY dist /opt/usher/dist
# Whoever looks in calls it by its name. A new volume takes its owner from here.
RUN ln -s /opt/usher/dist/cli.js /usr/local/bin/usher && mkdir --parents --mode=0700 ${home} && chown ${account}:${account} ${home}
USER ${account}:${account}
# A terminal that is opened in here would otherwise be taken for one without borders.
ENV USHER_HOME=${home} LANG=C.UTF-8
VOLUME ${home}
ENTRYPOINT ["node", "/opt/usher/dist/cli.js"]
`;
