/** The least an Ink program can be, for comparing the console's first frame with. */
import { render, Text } from 'ink';

render(<Text>hello from ink</Text>, { alternateScreen: true, maxFps: 120, interactive: true });
setInterval(() => {}, 1000);
