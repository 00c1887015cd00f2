'use strict';

const isOdd = require('is-odd');
const { sum } = require('@example/lib');

console.log(isOdd(sum(3, 4)) && !isOdd(sum(3, 5)) ? 'it works' : 'it does not');
