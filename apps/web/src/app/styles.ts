// What all of Mantine's components stand on. Each component brings its own styles (mantine-styles.ts of the build), so that
// a page loads those of the components it shows.
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import './app.css';
