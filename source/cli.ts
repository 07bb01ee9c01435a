#!/usr/bin/env node
console.log('usher');
