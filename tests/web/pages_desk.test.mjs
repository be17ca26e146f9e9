import {testPages} from './pages.mjs';

testPages({name: 'desk', width: 1440, height: 900});
