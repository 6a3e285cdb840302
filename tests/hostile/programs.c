/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hostile programs as data. `busy_programs` covers thirty kinds of work that a kill may
 * interrupt: plain loops, allocation, strings, copies small and large, sorts, JSON, regular
 * expressions, big integers, promises, generators, proxies, crossings. `limit_programs` are the
 * hostile seven and more of their kind.
 */
#include "programs.h"

#include "base/err.h"

#define DEADLINE (1u << OUTCOME_DEADLINE)
#define ERROR    (1u << OUTCOME_ERROR)
#define MEMORY   (1u << OUTCOME_MEMORY)
#define OUTPUT   (1u << OUTCOME_OUTPUT)
#define OK       (1u << OUTCOME_OK)
#define EXIT     (1u << OUTCOME_EXIT)

const struct hostile busy_programs[] = {
    {"loop", "while(true){}", DEADLINE},
    {"count", "let i=0;for(;;)i++", DEADLINE},
    {"calls", "function f(n){return n<2?n:f(n-1)+f(n-2)}for(;;)f(18)", DEADLINE},
    {"arrays", "for(;;){new Array(1000).fill(1)}", DEADLINE},
    {"objects", "for(;;){let o={};for(let i=0;i<300;i++)o['k'+i]=i}", DEADLINE},
    {"maps", "for(;;){let m=new Map();for(let i=0;i<500;i++)m.set(i,{i})}", DEADLINE},
    {"sets", "for(;;){let s=new Set();for(let i=0;i<900;i++)s.add('s'+i)}", DEADLINE},
    {"strings", "let s='';for(;;){s+='x'.repeat(100);if(s.length>1e6)s=''}", DEADLINE},
    {"split", "let s='a,'.repeat(20000);for(;;)s.split(',')", DEADLINE},
    {"replace", "let s='abc'.repeat(9000);for(;;)s.replaceAll('b','xyz')", DEADLINE},
    {"json parse",
     "let s=JSON.stringify(Array.from({length:2000},(_,i)=>({i})));for(;;)JSON.parse(s)", DEADLINE},
    {"json write", "let a=Array.from({length:2000},(_,i)=>({i,s:'v'+i}));for(;;)JSON.stringify(a)",
     DEADLINE},
    {"small copies", "let a=new Uint8Array(64);for(;;)a.copyWithin(1,0)", DEADLINE},
    {"large copies", "let a=new Uint8Array(1<<24);for(;;)a.copyWithin(1,0)", DEADLINE},
    {"fills", "let a=new Uint8Array(1<<24);for(;;)a.fill(1)", DEADLINE},
    {"slices", "let a=new Uint8Array(1<<22);for(;;)a.slice(0)", DEADLINE},
    {"sort numbers",
     "for(;;){let a=[];for(let i=0;i<9000;i++)a.push((i*7919)%9973);a.sort((x,y)=>x-y)}", DEADLINE},
    {"sort text", "let w=Array.from({length:4000},(_,i)=>'w'+(i*7919)%9973);for(;;)w.toSorted()",
     DEADLINE},
    {"regex", "/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')", DEADLINE},
    {"regex global", "let s='x1y22z333'.repeat(3000);for(;;)[...s.matchAll(/\\d+/g)]", DEADLINE},
    {"big integers", "let b=7n;for(;;){b=b*b;if(b>1n<<60000n)b=7n}", DEADLINE},
    {"microtasks", "(async()=>{for(;;)await 0})()", DEADLINE},
    {"promises", "function p(){Promise.resolve().then(p)}p();", DEADLINE},
    {"generator", "function*g(){for(let i=0;;i++)yield i}for(const x of g());", DEADLINE},
    {"proxy", "let p=new Proxy({},{get:(t,k)=>k});for(;;)p.a", DEADLINE},
    {"exceptions", "for(;;){try{null.x}catch(e){}}", DEADLINE},
    {"eval", "for(;;)eval('1+'+Math.random())", DEADLINE},
    {"functions", "for(;;)new Function('a','return a*2')(3)", DEADLINE},
    {"typed arrays",
     "let f=new Float64Array(10000);for(;;)for(let i=0;i<f.length;i++)f[i]+=Math.sqrt(i)",
     DEADLINE},
    {"crossings", "for(;;)console.log('tick')", DEADLINE | OUTPUT},
    {"clock", "for(;;)Date.now()", DEADLINE},
    {"timers", "setInterval(()=>{},0)", DEADLINE},
    {"asleep", "await new Promise(r=>setTimeout(r,1e7))", DEADLINE},
    {"growth", "let a=[];for(;;){a.push(new Uint8Array(65536));if(a.length>200)a=[]}",
     DEADLINE | ERROR | MEMORY},
};
const unsigned n_busy_programs = TR_ARRAY_LEN(busy_programs);

const struct hostile limit_programs[] = {
    /* The seven. */
    {"infinite loop", "while(true){}", DEADLINE},
    {"array growth", "const a=[];for(;;)a.push([1,2,3,4])", MEMORY | ERROR},
    {"big buffers", "const a=[];for(;;)a.push(new Uint8Array(1<<20))", MEMORY | ERROR},
    {"deep recursion", "function f(){return 1+f()}f()", ERROR},
    {"catastrophic regex", "/^(a|aa)+$/.test('a'.repeat(60)+'b')", DEADLINE},
    {"deep source", "eval('['.repeat(60000)+']'.repeat(60000))", ERROR},
    {"self-queuing promise", "function p(){Promise.resolve().then(p)}p();", DEADLINE},
    /* And more. */
    {"string doubling", "let s='x';for(;;)s+=s", MEMORY | ERROR},
    {"stringify recursion", "let o={};let p=o;for(let i=0;i<50000;i++)p=p.a={};JSON.stringify(o)",
     ERROR | DEADLINE},
    {"toString recursion", "const o={toString(){return ''+this}};''+o", ERROR},
    {"proxy recursion", "const p=new Proxy({},{get:(t,k,r)=>r[k]});p.x", ERROR},
    {"getter in result", "({get a(){for(;;);}})", DEADLINE},
    {"toJSON in result", "({toJSON(){return this.toJSON()}})", ERROR},
    {"console flood", "for(let i=0;i<1e5;i++)console.log('x'.repeat(1000))", OK | DEADLINE},
    {"huge result", "'x'.repeat(5e6)", OUTPUT},
    {"timer flood", "for(;;)setTimeout(()=>{},1e6)", ERROR},
    {"catch everything", "for(;;){try{for(;;);}catch{}}", DEADLINE},
    {"exit in a loop", "for(;;)try{process.exit(3)}catch{}", EXIT},
};
const unsigned n_limit_programs = TR_ARRAY_LEN(limit_programs);
