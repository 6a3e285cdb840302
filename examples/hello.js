const name = 'world';
console.log(`hello, ${name}`);
name.length * 8 + 2;
