import {testPages} from './pages.mjs';

testPages({name: 'phone', width: 360, height: 740});
