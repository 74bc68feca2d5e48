import{t as e}from"./markup-CvizN7rG.js";import{n as t}from"./report-fdpJDCsW.js";import{c as n,i as r,n as i}from"./words-CWw12Kqe.js";function a(t){let n=o(t),r=e=>n.reduce((t,n)=>t+n.counts[e],0),i=m({tests:r(`tests`),failures:r(`failures`),skipped:r(`skipped`)}),a=Date.parse(t.finishedAt)-Date.parse(t.startedAt);return e`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="smoke test"${i} time="${g(a)}">
${n.map(e=>d(e,t))}</testsuites>
`.text}function o(e){return[{name:`service`,tests:[c(e)]},{name:`cases`,tests:e.cases.map(l)},{name:`checks`,tests:e.checks.map(u)}].filter(({tests:e})=>e.length>0).map(e=>({...e,counts:s(e.tests)}))}function s(e){let t=e.filter(({fault:e})=>e!==void 0).length,n=e.filter(e=>e.skipped!==void 0).length;return{tests:e.length,failures:t,skipped:n}}function c(e){let{failure:n,readyMs:r}=e,a={name:`starts and becomes ready`,timeMs:r},o=e.cases.some(e=>!e.passed)||e.checks.some(t);if(n===null||o&&r!==null)return a;let s=i(e)??n.code;return{...a,fault:{message:s,text:n.message,type:e.outcome}}}function l({name:e,passed:t,latencyMs:n,faults:r,notes:i,answer:a}){let o=i.join(`
`),s={name:e,timeMs:n,...o!==``&&{output:o}};if(t)return s;let c=a?.bodyPreview??null,l=c===null?[]:[``,`The answer:`,c],u=[...r,...l].join(`
`);return{...s,fault:{message:r[0]??`failed`,text:u,type:`case-failed`}}}function u(e){let t=e.message??``,n={name:`${e.id}: ${e.title}`,timeMs:null};switch(r(e)){case`failed`:return{...n,fault:{message:t,text:t,type:`check-failed`}};case`warning`:return{...n,output:`warning: ${t}`};case`skipped`:return{...n,skipped:t};case`passed`:return n}}function d({name:t,tests:r,counts:i},a){let{imageDigest:o,outcome:s,startedAt:c,log:l}=a,u=r.reduce((e,t)=>e+(t.timeMs??0),0),d=t===`service`&&l!==null?p(l):void 0;return e`<testsuite name="${t}"${m(i)} errors="0" time="${g(u)}" timestamp="${c.slice(0,19)}">
<properties>
<property name="image" value="${n(a)}"/>
<property name="digest" value="${o??``}"/>
<property name="outcome" value="${s}"/>
</properties>
${r.map(e=>f(e,t))}${d}</testsuite>
`}function f({name:t,timeMs:n,fault:r,skipped:i,output:a},o){let s=n===null?void 0:e` time="${g(n)}"`;return e`<testcase name="${t}" classname="smoke-test.${o}"${s}>${r&&e`<failure message="${h(r.message)}" type="${r.type}">${r.text}</failure>`}${i===void 0?void 0:e`<skipped message="${h(i)}"/>`}${a===void 0?void 0:p(a)}</testcase>
`}function p(t){return e`<system-out>${t}</system-out>
`}function m({tests:t,failures:n,skipped:r}){return e` tests="${t}" failures="${n}" skipped="${r}"`}function h(e){return e.replace(/\s*[\r\n]+\s*/g,` `).trim()}function g(e){return(e/1e3).toFixed(3)}export{a as renderJunit};