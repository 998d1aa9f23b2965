// Runs before "npm start", "npm test" and "npm run demo": checks Node, and installs what package-lock.json says when
// that has changed since the last time. Plain old JavaScript, without trailing commas in calls, so that an old Node can
// still read the sentence below.
'use strict';
var WANTED = [20, 19];
var found = process.versions.node.split('.').map(Number);
var sentence;
if (found[0] < WANTED[0] || (found[0] === WANTED[0] && found[1] < WANTED[1])) {
  sentence = 'Closeout needs Node ' + WANTED.join('.') + ' or newer, and this is ' + process.versions.node;
  sentence += ': install a current release from https://nodejs.org and run the command again.';
  console.error(sentence);
  process.exit(1);
}

var childProcess = require('child_process');
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

var root = path.resolve(__dirname, '..');
var stampFile = path.join(root, 'node_modules', '.install-stamp');

function stamp() {
  var lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  var hash = crypto.createHash('sha256').update(lock).digest('hex');
  return [hash, 'node' + found[0], process.platform, process.arch].join(' ');
}

function installed() {
  return fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp();
}

// What npm sets for this script would steer the npm that we run.
function cleanEnvironment() {
  var env = {};
  Object.keys(process.env).forEach(function (name) {
    if (!/^npm_(lifecycle|package|command)/.test(name)) env[name] = process.env[name];
  });
  // Building and testing need the tools among the development dependencies.
  delete env.NODE_ENV;
  return env;
}

function npm(args) {
  var options = { cwd: root, stdio: 'inherit', env: cleanEnvironment(), shell: false };
  var own = process.env.npm_execpath;
  if (own && /\.[cm]?js$/.test(own)) {
    return childProcess.spawnSync(process.execPath, [own].concat(args), options).status === 0;
  }
  options.shell = process.platform === 'win32';
  return childProcess.spawnSync('npm', args, options).status === 0;
}

var common = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
if (!installed()) {
  console.log('Installing packages (about a minute, once) ...');
  // A lock file made where some system's package was missing fails "npm ci"; "npm install" fills it in by itself.
  if (!npm(['ci'].concat(common)) && !npm(['install', '--no-save'].concat(common))) {
    sentence = 'The packages could not be installed: check the network, and that ' + root + ' can be written';
    console.error(sentence + ', then run the command again.');
    process.exit(1);
  }
  fs.writeFileSync(stampFile, stamp());
}
