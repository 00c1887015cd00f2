'use strict';

const isNumber = require('is-number');

exports.sum = (...terms) =>
  terms.reduce((total, term) => {
    if (!isNumber(term)) throw new TypeError(`not a number: ${term}`);
    return total + term;
  }, 0);
