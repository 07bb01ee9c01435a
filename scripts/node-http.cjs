// Node's http for bundled packages that import it as a module: that form evaluates every export, and two of them load
// a second HTTP client that nobody uses, a tenth of a small sync.
module.exports = process.getBuiltinModule('node:http');
